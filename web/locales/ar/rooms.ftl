# Rooms and people: finding, making and changing them.

## List of rooms

rooms = الغرف
invitations = الدعوات
direct-messages = الرسائل المباشرة
new-menu = غرفة جديدة أو ابحث عن غرفة
new-room = غرفة جديدة
browse-rooms = تصفّح الغرف
find = ابحث عن غرفة أو شخص
find-hint = اسم غرفة أو شخص
keys-find = Ctrl K
places = الغرف والأشخاص
no-rooms = لست في أي غرفة بعد.
loading-rooms = جارٍ تحميل الغرف…
muted = مكتومة
archived-room = غرفة مؤرشفة
private-room = غرفة خاصة
draft = مسودة:
you-said = أنت
preview = { $author }: { $text }
more-than = +{ NUMBER($count) }
preferences = التفضيلات
not-connected = غير متصل بالخادم
back-to-rooms = العودة إلى الغرف

## Invitations

invited-by = { $name } يدعوك
invited = أنت مدعو
invitation-title = هل تنضم إلى { $room }؟
accept = قبول
decline = رفض

## A room as a whole

room-menu = المزيد عن هذه الغرفة
mute = كتم
unmute = إلغاء الكتم
invite = دعوة
room-settings = إعدادات الغرفة
copy-link = نسخ الرابط
leave-room = مغادرة الغرفة
leave-question = مغادرة { $room }؟
leave-public-lead = لن تصلك رسائل منها بعد الآن. يمكنك العودة متى شئت.
leave-private-lead = لن تصلك رسائل منها بعد الآن، وستحتاج إلى دعوة للعودة.
leave-direct-lead = ستختفي من قائمتك، ويبقى ما كُتب فيها ويعود حين تفتحها مجددًا.

## Making and changing a room

room-name-label = الاسم
room-name-missing = تحتاج الغرفة إلى اسم.
topic-label = الموضوع (اختياري)
who-label = من يمكنه الانضمام
public = الجميع
private = المدعوون فقط
public-hint = يمكن لكل من على هذا الخادم العثور عليها وقراءتها والانضمام إليها.
private-hint = لا يعلم بوجودها إلا من يدعوه أحد أعضائها.
create-room = إنشاء الغرفة
working = لحظة…
save = حفظ
cancel = إلغاء
archive = أرشفة الغرفة
archive-question = أرشفة { $room }؟
archive-lead = لن يستطيع أحد القراءة أو الكتابة فيها حتى يعيد مالك فتحها. لن يضيع شيء.
archived-owner-lead = يمكنك إعادة فتحها، ولم يضع شيء.
reopen = إعادة الفتح

## Finding a room

public-rooms = الغرف العامة
filter-rooms = تصفية الغرف
filter-people = تصفية الأشخاص
no-public-rooms = لا توجد غرف عامة بعد.
no-match = لا شيء بهذا الاسم.
join = انضمام
open = فتح
join-room = الانضمام إلى { $room }
open-room = فتح { $room }

## Inviting

invite-to = دعوة إلى { $room }
invited-done = تمت الدعوة
nobody-to-invite = لا تعرف من الغرف الأخرى أحدًا ليس هنا بالفعل.

## People

people-list = قائمة الأشخاص
people-old = أنت غير متصل. هؤلاء من كانوا هنا آخر مرة.
known-section = آخر من كان هنا
invited-section = المدعوون
last-seen = آخر ظهور { $time }
moderator = مشرف
owner = مالك
person-menu = المزيد عن { $name }
write-to = مراسلة
make-owner = تعيين مالكًا
make-moderator = تعيين مشرفًا
make-member = تعيين عضوًا
uninvite = سحب الدعوة
remove = إخراج من الغرفة
ban = حظر من الغرفة
remove-question = إخراج { $name }؟
remove-lead = سيخرج من الغرفة. إن كانت مفتوحة للجميع فيمكنه العودة.
ban-question = حظر { $name }؟
ban-lead = سيخرج من الغرفة ولن يمكنه العودة.

## Preferences

profile = الملف الشخصي
name-missing = يحتاج الاسم إلى حرف مرئي واحد على الأقل.
status-label = الحالة
looks = المظهر العام
density = الرسائل
density-comfortable = مريح
density-compact = مضغوط
devices = الأجهزة
revoke = تسجيل الخروج من كل الأجهزة الأخرى
revoked = سُجّل الخروج من كل الأجهزة الأخرى.
sign-out-question = الخروج من الدردشة؟
sign-out-lead = سينسى هذا الجهاز من أنت. ومن دون جهاز آخر لن تستطيع العودة بالهوية نفسها.

## What came to nothing, and where there is nothing

no-answer = لم يُجب الخادم. حاول بعد لحظة.
refused-limit-reached = بلغت الحد الأقصى. لا بد من إزالة شيء أولًا، كأن تغادر غرفة.
not-edited = لم تُعدّل.
not-deleted = لم تُحذف.
not-reacted = لم يُقبل التفاعل.
not-pinned = لم تُثبّت.
not-unpinned = ما زالت مثبّتة.
not-muted = لم تُكتم.
not-unmuted = ما زالت مكتومة.
no-message = تعذّر العثور على هذه الرسالة.
no-files = يمكن إرسال النصوص فقط.
dismiss = إخفاء
no-room-title = لا توجد غرفة كهذه
no-room-lead = أو أنها خاصة وتحتاج إلى دعوة.
no-page-title = لا شيء هنا
no-page-lead = لا يؤدي العنوان إلى أي مكان.
no-room-open-title = لا غرفة مفتوحة
no-room-open-lead = اختر واحدة من القائمة أو تصفّح العامة أو أنشئ غرفتك.
to-the-rooms = إلى الغرف
left-private-lead = تحتاج إلى دعوة للعودة.
removed-private-lead = أخرجك مشرف. تحتاج إلى دعوة للعودة.

## Counts

unread-count = { $count ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { NUMBER($count) } رسائل غير مقروءة
    [many] { NUMBER($count) } رسالة غير مقروءة
   *[other] { NUMBER($count) } رسالة غير مقروءة
}
mentions-count = { $count ->
    [zero] لم تُذكر
    [one] ذُكرت مرة
    [two] ذُكرت مرتين
    [few] ذُكرت { NUMBER($count) } مرات
    [many] ذُكرت { NUMBER($count) } مرة
   *[other] ذُكرت { NUMBER($count) } مرة
}
members = { $count ->
    [zero] لا أعضاء
    [one] عضو واحد
    [two] عضوان
    [few] { NUMBER($count) } أعضاء
    [many] { NUMBER($count) } عضوًا
   *[other] { NUMBER($count) } عضو
}
matches = { $count ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { NUMBER($count) } نتائج
    [many] { NUMBER($count) } نتيجة
   *[other] { NUMBER($count) } نتيجة
}
people-more = { $count ->
    [zero] ولا أحد غيرهم
    [one] وشخص آخر
    [two] وشخصان آخران
    [few] و{ NUMBER($count) } أشخاص آخرين
    [many] و{ NUMBER($count) } شخصًا آخر
   *[other] و{ NUMBER($count) } شخص آخر
}
line-too-long = { $count ->
    [zero] بلا أحرف.
    [one] حرف واحد على الأكثر.
    [two] حرفان على الأكثر.
    [few] { NUMBER($count) } أحرف على الأكثر.
    [many] { NUMBER($count) } حرفًا على الأكثر.
   *[other] { NUMBER($count) } حرف على الأكثر.
}
