# One message, what can be done with it, and finding some of them.

message-reply = ردّ
message-react = تفاعل
message-react-with = تفاعل بـ { $emoji }
message-more-emoji = رموز تعبيرية أخرى
message-reactions = التفاعلات
message-more = إجراءات أخرى
message-actions = إجراءات هذه الرسالة
message-edit = تعديل
message-delete = حذف
message-delete-title = أتريد حذف هذه الرسالة؟
message-delete-lead = ستختفي عند الجميع ولا يمكن استرجاعها.
message-keep = إبقاؤها
message-pin = تثبيت
message-unpin = إلغاء التثبيت
message-pinned = مثبّتة
message-copy-text = نسخ النص
message-copy-link = نسخ الرابط
message-text-copied = نُسخ النص
message-link-copied = نُسخ الرابط
message-copy-failed = لا يسمح متصفحك بالنسخ هنا.
message-changing = بانتظار التغيير
message-answers = ردًّا على:
message-go-to-quoted = انتقل إلى هذه الرسالة
message-unsent = لم تُرسل قبل خروجك
message-read-by = قرأها { $names }
message-reacted = { $emoji } { NUMBER($count) }: { $names }
message-label = { $author }، { $time }: { $text }
names-two = { $first } و{ $second }
names-pair = { $first } و{ $second }
names-three = { $first } و{ $second } و{ $third }
names-and-others = { $count ->
    [zero] { $names } فقط
    [one] { $names } وشخص آخر
    [two] { $names } وشخصان آخران
    [few] { $names } و{ NUMBER($count) } أشخاص آخرين
    [many] { $names } و{ NUMBER($count) } شخصًا آخر
   *[other] { $names } و{ NUMBER($count) } شخص آخر
}
names-only-count = { $count ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { NUMBER($count) } أشخاص
    [many] { NUMBER($count) } شخصًا
   *[other] { NUMBER($count) } شخص
}
panel-no-answer = لم يُجب الخادم.
pins = الرسائل المثبّتة
pins-none-title = لا شيء مثبّت
pins-none-lead = ما ينبغي أن يجده الجميع لاحقًا يمكن تثبيته من قائمة الرسالة.
search-messages = البحث في الرسائل
search-placeholder = بحث
search-scope = مكان البحث
search-here = هذه الغرفة
search-everywhere = كل الغرف
search-hint = اكتب كلمات ترد في الرسالة. تكفي بداية الكلمة الأخيرة.
search-running = جارٍ البحث…
search-nothing = لم يُعثر على شيء
search-nothing-lead = جرّب كلمات أخرى، أو كلمات أقل، أو كل الغرف.
search-more = نتائج أخرى
search-found = { $count ->
    [0] لم يُعثر على شيء
    [zero] لم يُعثر على شيء
    [one] عُثر على رسالة واحدة
    [two] عُثر على رسالتين
    [few] عُثر على { NUMBER($count) } رسائل
    [many] عُثر على { NUMBER($count) } رسالة
   *[other] عُثر على { NUMBER($count) } رسالة
}
