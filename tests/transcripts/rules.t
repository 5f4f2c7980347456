# Which functions of the rules run over whole columns, and what keeps the others from it.
$ kith new bistro --small
...

$ cd bistro && mkdir -p scripts/rules

$ cat > scripts/rules/odd.lua <<'END'
> local function share(a, b) return a / (a + b) end
> local seen = {}
> return { doc = "Some functions.", factors = {
>   { "plain", value = function(r) return r.level == "strategic" and 1 or share(r.power, 2) end },
>   { "loop", value = function(r) local s = 0 for i = 1, 3 do s = s + i * r.power end return s / 6 end },
>   { "endless", value = function(r)
>       local s = 0
>       while s < 1 do s = s + r.power end
>       return s
>     end },
>   { "text", value = function(r) return #(r.level .. "x") / 20 end },
>   { "notes", value = function(r) seen[1] = r.level return 0.5 end },
> } }
> END

$ kith check --rules | grep odd
odd                factor "plain"                scripts/rules/odd.lua:4                      translated
odd                factor "loop"                 scripts/rules/odd.lua:5                      translated
odd                factor "endless"              scripts/rules/odd.lua:8                      interpreted: a loop whose length is not known beforehand (while, repeat, goto)
odd                factor "text"                 scripts/rules/odd.lua:11                     interpreted: joining of texts (..)
odd                factor "notes"                scripts/rules/odd.lua:12                     interpreted: a change of a table

# All that ships is translated.
$ kith check --rules | grep -v odd | grep -c interpreted
0
? 1
