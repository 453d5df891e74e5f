# Notifications.

notifications = Notifications
notify-ask = Allow notifications
notify-denied = This browser blocks notifications of this page. Its settings can allow them.
notify-unsupported = This browser cannot show notifications here. They need a secure address (https).
notify-everything = All messages
notify-mentions = To me
notify-nothing = None
notify-test = Show one to try
notify-test-body = Notifications work.
notify-sound = With a sound
