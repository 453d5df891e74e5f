# Why the server refused something.

refused-name-taken = هذا الاسم مستخدم هنا. اختر اسمًا آخر.
refused-name-required = اختر اسمًا أولًا.
refused-invalid-token = تم تسجيل خروجك. اختر اسمًا للعودة.
refused-room-not-found = لا توجد غرفة كهذه أو أنها ليست متاحة لك.
refused-user-not-found = لا يوجد شخص كهذا.
refused-message-not-found = لم تعد هذه الرسالة موجودة.
refused-not-joined = لست في هذه الغرفة.
refused-forbidden = لا يُسمح لك بهذا هنا.
refused-room-archived = أُرشفت هذه الغرفة.
refused-slug-taken = لغرفة أخرى هذا العنوان. اختر اسمًا آخر.
refused-rate-limited = هذا كثير دفعة واحدة. حاول بعد لحظة.
refused-unavailable = لا يستطيع الخادم ذلك الآن. حاول بعد لحظة.
