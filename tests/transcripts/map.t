# The map: everybody, those between others among them, and who is left out.
# needs: command -v neato

$ kith new --example restaurant trattoria > made && cd trattoria

$ for name in reservations measures events; do kith import $name data/$name.csv --today 2026-07-01 > ../made; done

$ kith report map --as-of 2026-07-01 | sed -n '1,12p'
Relationship map
================
As of 2026-07-01

18 stakeholders: 1 red, 4 amber, 10 green, 3 unknown. 1 relationship between others.

Who has a stake, and how we stand:
Who                               Kind          Power  Band       Note
Birrificio Alto                   organization    0.7  ▼ red      Supply
Immobiliare Ponte                 organization    0.8  ◆ amber    Lease
Food safety inspectorate          organization    0.9  ● green    Oversight
Association of the Borgo quarter  group           0.6  ● green    Neighbours

$ kith report map --as-of 2026-07-01 | sed -n '/^Relationships between/,/^$/p'
Relationships between others
----------------------------
Between          and                What                           Type
Birrificio Alto  Immobiliare Ponte  Lease of the brewery's cellar  Basic

# As a page it is drawn, twice, and the same each time.
$ kith report map --as-of 2026-07-01 --out map.html && grep -c '<svg' map.html
4
map.html written

$ kith report map --as-of 2026-07-01 --format html | cmp - map.html

# Others around whom: whoever owns the relationship.
$ mkdir -p scripts/reports && echo 'return extend("map", { needs = { map = { by = "owner" } } })' > scripts/reports/by_owner.lua && kith report by_owner --as-of 2026-07-01 | sed -n '/^Groups/,/^$/p'
Groups
------
Relationships by group and band:
Group        red  amber  green  unknown
Anna Conti     0      2      7        2
Paolo Conti    1      2      3        1

$ sed -i 's/"owner"/"ownr"/' scripts/reports/by_owner.lua && kith report by_owner --as-of 2026-07-01
scripts/reports/by_owner.lua:1:42: error: needs.map: by is one of level, model, owner, type, not "ownr"; did you mean "owner"?
    1 | return extend("map", { needs = { map = { by = "ownr" } } })
      |                                          ^~
? 2

# Four thousand are not drawn but counted: the sixty that matter most stand on the map, the others in the table.
$ mkdir ../big && cd ../big && printf 'name: Big\nbegins: 2026-01-01\n' > practice.yaml && mkdir models

$ { echo id,name,kind,power,relationship.model; for n in $(seq 4000); do echo "s$n,Somebody $n,person,0.$((n % 10)),basic-tactical"; done; } > models/stakeholders.csv

$ kith report map --as-of 2026-07-01 --out map.html && grep -o '+[0-9]* more' map.html | sort -u && grep -c 'data-label="Group"' map.html
+3940 more
3940
map.html written
