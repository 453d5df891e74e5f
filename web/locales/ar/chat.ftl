# What the reader sees of the chat itself. Messages are in the order of the page.

app = Sociable
welcome-lead = اختر اسمًا وستدخل فورًا: بلا حساب ولا كلمة مرور.
name-label = اسمك
name-hint = هذا ما يراه الآخرون.
enter = ابدأ الدردشة
entering = جارٍ الاتصال…
entering-slowly = لا يمكن الوصول إلى الخادم. ما زلنا نحاول…
skip-to-composer = انتقل إلى خانة الرسالة
messages = الرسائل
people = الأشخاص
show-people = إظهار الأشخاص
hide-people = إخفاء الأشخاص
close = إغلاق
online-section = متصلون
status-online = متصل
status-away = بعيد
status-busy = مشغول
status-offline = غير متصل
you = أنت
sign-out = خروج
sign-out-hint = اخرج واختر اسمًا آخر
theme = المظهر
theme-auto = تلقائي
theme-light = فاتح
theme-dark = داكن
language = اللغة
connecting = جارٍ الاتصال…
reconnecting = تجري إعادة الاتصال…
offline-banner = لا يوجد اتصال بالإنترنت. سيُرسل ما تكتبه عند عودته.
lost-banner = انقطع الاتصال. سيُرسل ما تكتبه عند عودته.
restart-banner = يُعاد تشغيل الخادم. سيُرسل ما تكتبه بعد ذلك.
try-now = حاول الآن
send = إرسال
sent = أُرسلت
sending = بانتظار الإرسال
not-sent = لم تُرسل.
retry = إعادة المحاولة
copy = نسخ
copied = نُسخ
discard = تجاهل
outbox-full = عدد كبير من الرسائل بانتظار الإرسال. انتظر الاتصال أو تجاهل بعضها.
edited = معدّلة
deleted = حُذفت الرسالة
show-more = عرض المزيد
show-less = عرض أقل
new-messages = رسائل جديدة
today = اليوم
yesterday = أمس
loading = جارٍ تحميل الرسائل…
beginning = هنا تبدأ المحادثة.
empty-title = لم يقل أحد شيئًا بعد
empty-lead = ألقِ التحية. سيراها كل من يدخل لاحقًا.
room-refused = لا يمكن فتح هذه الغرفة
part-missing = تعذّر تحميل هذا الجزء من Sociable.
try-again = حاول مجددًا
join-again = انضم مجددًا
left-title = لقد غادرت هذه الغرفة
left-lead = يمكنك العودة متى شئت.
removed-title = لم تعد في هذه الغرفة
removed-lead = أخرجك مشرف. إن كانت الغرفة مفتوحة للجميع فيمكنك العودة.
banned-title = لا يمكنك دخول هذه الغرفة
banned-lead = حظرك مشرف منها.
archived-title = هذه الغرفة مغلقة
archived-lead = أرشفها مالكها، ويمكن قراءتها حين يعيد فتحها.
message-to = رسالة إلى { $room }
online = { NUMBER($count) } متصل
edited-at = عُدّلت { $time }
new-count = { NUMBER($count) } جديدة
typing-one = { $name } يكتب
typing-two = { $first } و{ $second } يكتبان
typing-many = { NUMBER($count) } أشخاص يكتبون
announcement-one = { $author }: { $text }
announcement-many = { NUMBER($count) } رسائل جديدة، آخرها من { $author }
said = { $author }:
jump-to-new = { $count ->
    [0] إلى أحدث رسالة
    [one] رسالة جديدة: انتقل إليها
    [two] رسالتان جديدتان: انتقل إلى أحدثهما
    [few] { NUMBER($count) } رسائل جديدة: انتقل إلى أحدثها
   *[other] { NUMBER($count) } رسالة جديدة: انتقل إلى أحدثها
}
characters-left = { $count ->
    [one] بقي حرف واحد
    [two] بقي حرفان
    [few] بقيت { NUMBER($count) } أحرف
   *[other] بقي { NUMBER($count) } حرفًا
}
characters-over = { $count ->
    [one] حرف واحد زائد
    [two] حرفان زائدان
    [few] { NUMBER($count) } أحرف زائدة
   *[other] { NUMBER($count) } حرفًا زائدًا
}
new-version = يتوفر إصدار جديد من هذه الصفحة.
reload = إعادة التحميل
close-chat = إغلاق الدردشة
site-signs-in = الدخول إلى هنا عبر الموقع الذي تتبعه هذه الدردشة: سجّل الدخول هناك وافتحها منه.
site-first = سجّل الدخول في هذا الموقع للمشاركة في الدردشة.
site-ended = انتهى تسجيل دخولك في هذا الموقع. ما كتبته هنا محفوظ.
site-refused = لم يتمكّن هذا الموقع من تسجيل دخولك إلى الدردشة.
sign-in-again = سجّل الدخول من جديد
verified = موثّق
verified-hint = سجّل الدخول في موقع يضمن هذا الاسم
guest = ضيف
