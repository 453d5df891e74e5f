# Notifications.

notifications = Benachrichtigungen
notify-ask = Benachrichtigungen erlauben
notify-denied = Dieser Browser blockiert Benachrichtigungen dieser Seite. In seinen Einstellungen kannst du sie erlauben.
notify-unsupported = Dieser Browser kann hier keine Benachrichtigungen zeigen. Sie brauchen eine sichere Adresse (https).
notify-everything = Alle Nachrichten
notify-mentions = An mich
notify-nothing = Keine
notify-test = Zum Probieren eine zeigen
notify-test-body = Benachrichtigungen funktionieren.
notify-sound = Mit Ton
