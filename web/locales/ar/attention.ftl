# Notifications.

notifications = الإشعارات
notify-ask = السماح بالإشعارات
notify-denied = يحظر هذا المتصفح إشعارات هذه الصفحة. يمكنك السماح بها من إعداداته.
notify-unsupported = لا يستطيع هذا المتصفح عرض إشعارات هنا. تحتاج إلى عنوان آمن (https).
notify-everything = كل الرسائل
notify-mentions = الموجهة إليّ
notify-nothing = لا شيء
notify-test = اعرض واحدًا للتجربة
notify-test-body = الإشعارات تعمل.
notify-sound = مع صوت
