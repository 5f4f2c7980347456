# Closing a review may write the change it asks for: shown, whole or not at all, and nothing else in the file is touched.
$ mkdir bistro && cd bistro && mkdir models && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna } }
> relationship_models: { regular: { owner: anna, review: { every: 3 months } } }
> END

$ cat > models/people.yaml <<'END'
> # Who matters to us.
> stakeholders:
>   brewer:
>     name: "Birrificio # Alto"    # the house beer
>     relationship:
>       model: regular
>       level: tactical            # for now
>
>   farm: { name: Azienda Sole, relationship: { model: regular } }
> END

$ kith review run --until 2026-04-01 --today 2026-03-20
> cat > outcome.yaml <<'END'
> review: brewer#2
> held: 2026-04-01
> changes: { name: Birrificio Alto, relationship: { level: strategic, review: { every: 2 months } } }
> END
brewer#2  2026-04-01  reviews/2026-04-01-brewer.yaml
farm#2    2026-04-01  reviews/2026-04-01-farm.yaml

$ cp models/people.yaml before.yaml && kith review close brewer#2 outcome.yaml --dry-run --today 2026-04-01 && cmp before.yaml models/people.yaml && kith log brewer
brewer#3  review  brewer#2 closed  2026-04-01

To be changed in the model, which is written by people:
--- models/people.yaml
+++ models/people.yaml
@@ -3,6 +3,8 @@
   brewer:
-    name: "Birrificio # Alto"    # the house beer
+    name: "Birrificio Alto"    # the house beer
     relationship:
       model: regular
-      level: tactical            # for now
+      level: strategic            # for now
+      review:
+        every: 2 months
 
to make this change, edit models/people.yaml:4

nothing was noted: --dry-run
brewer#2  2026-03-20  review  opened, due 2026-04-01

# A change that would be wrong, or whose place is not safe to edit, is refused before anything is noted.
$ sed 's/level: strategic/level: strategc/' outcome.yaml > wrong.yaml && kith review close brewer#2 wrong.yaml --write --today 2026-04-01
kith review close: error: with this change models/people.yaml would be wrong:
models/people.yaml:7:14: error: no level "strategc"; did you mean "strategic"?
    7 |       level: strategc            # for now
      |              ^~~~~~~~
? 2

$ printf 'review: farm#2\nheld: 2026-04-01\nchanges: { relationship: { level: strategic } }\n' > farm.yaml && kith review close farm#2 farm.yaml --write --today 2026-04-01
kith review close: error: relationship.level: strategic finds no safe place in models/people.yaml:9; edit it, and close without --write
? 2

$ kith review close brewer#2 outcome.yaml --write --today 2026-04-01
brewer#3  review  brewer#2 closed  2026-04-01

To be changed in the model:
--- models/people.yaml
+++ models/people.yaml
@@ -3,6 +3,8 @@
   brewer:
-    name: "Birrificio # Alto"    # the house beer
+    name: "Birrificio Alto"    # the house beer
     relationship:
       model: regular
-      level: tactical            # for now
+      level: strategic            # for now
+      review:
+        every: 2 months
 
written: models/people.yaml:4; kith check reads it

$ cat models/people.yaml && kith check > /dev/null
\# Who matters to us.
stakeholders:
  brewer:
    name: "Birrificio Alto"    # the house beer
    relationship:
      model: regular
      level: strategic            # for now
      review:
        every: 2 months

  farm: { name: Azienda Sole, relationship: { model: regular } }

$ printf 'review: farm#2\nheld: 2026-04-01\n' > farm.yaml && kith review close farm#2 farm.yaml --write --today 2026-04-01
farm#3  review  farm#2 closed  2026-04-01
The next review of farm is due 2026-07-01; it opens 2026-07-01.
this outcome changes nothing in the model
