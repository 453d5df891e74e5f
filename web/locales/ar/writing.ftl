# Writing: the composer, completion, emoji; and code as it is shown.

code = شيفرة
replying-to = رد على { $name }
editing = تعديل الرسالة
cancel-reply = إلغاء الرد
cancel-edit = إلغاء التعديل
save-edit = حفظ التعديل
suggestions = اقتراحات
suggestions-status = { $count ->
    [zero] لا اقتراحات ({ $name })
    [one] اقتراح واحد: { $name }. اضغط Enter أو Tab لاختياره.
    [two] اقتراحان، المحدد { $name }. اضغط Enter أو Tab لاختياره.
    [few] { NUMBER($count) } اقتراحات، المحدد { $name }. اضغط Enter أو Tab لاختياره.
    [many] { NUMBER($count) } اقتراحًا، المحدد { $name }. اضغط Enter أو Tab لاختياره.
   *[other] { NUMBER($count) } اقتراح، المحدد { $name }. اضغط Enter أو Tab لاختياره.
}
emoji = رموز تعبيرية
insert-emoji = إدراج رمز تعبيري
emoji-search = ابحث عن رمز (بالإنجليزية)
emoji-groups = مجموعات الرموز التعبيرية
emoji-none = لم يُعثر على رمز
emoji-few = تظهر كل الرموز حين يعود الاتصال.
emoji-found = النتائج
emoji-recent = المستخدمة حديثًا
emoji-smileys = وجوه
emoji-people = أشخاص
emoji-nature = حيوانات وطبيعة
emoji-food = طعام وشراب
emoji-activities = أنشطة
emoji-travel = سفر وأماكن
emoji-objects = أشياء
emoji-symbols = رموز
emoji-flags = أعلام
