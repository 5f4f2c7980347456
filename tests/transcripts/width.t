# On a terminal as narrow as 80 or 40 columns no figure is cut: whole columns go, names are shortened, the id and the band stay.
# needs: command -v script
$ mkdir bistro && cd bistro && cat > practice.yaml <<'END'
> name: Bistro
> begins: 2026-01-01
> staff: { anna: { name: Anna Conti } }
> stakeholders:
>   association: { name: Association of the Borgo quarter, relationship: { model: cooperative-tactical, owner: anna } }
>   brewer: { name: Birrificio Alto, kind: organization, relationship: { model: partnership-operational, owner: anna } }
>   yamada: { name: 山田太郎と申します。どうぞよろしく, relationship: { model: cooperative-tactical, owner: anna } }
> END

$ kith log association call trust=0.3 csat=2 --at 2026-01-10 --today 2026-06-01 > log && kith log brewer visit trust=0.9 csat=5 incident severity=severe --at 2026-05-20 --today 2026-06-01 >> log

$ at() { script -qec "stty cols $1; kith score --as-of 2026-06-01" /dev/null < /dev/null | tr -d '\r'; }

$ kith score --as-of 2026-06-01
Bistro, as of 2026-06-01: 1 red, 1 amber, 1 unknown

id           name                              value  band    evidence         contact  costs most
association  Association of the Borgo quarter     30  red     80%, ≤ 142 d  142 / 30 d  trust −26
brewer       Birrificio Alto                      86  amber*  80%, ≤ 12 d     12 / 7 d  contact −6

Unknown:
id      name                       what to record next
yamada  山田太郎と申します。どう…  nothing recorded yet; record: kith log yamada call trust=… csat=…

Why: kith explain association --as-of 2026-06-01

$ at 80
Bistro, as of 2026-06-01: 1 red, 1 amber, 1 unknown

id           name                        value  band    evidence         contact
association  Association of the Borgo…      30  red     80%, ≤ 142 d  142 / 30 d
brewer       Birrificio Alto                86  amber*  80%, ≤ 12 d     12 / 7 d

Unknown:
id      name                                what to record next
yamada  山田太郎と申します。どうぞよろしく  kith log yamada call trust=… csat=…

Why: kith explain association --as-of 2026-06-01

$ at 60
Bistro, as of 2026-06-01: 1 red, 1 amber, 1 unknown

id           name                value  band    evidence
association  Association of th…     30  red     80%, ≤ 142 d
brewer       Birrificio Alto        86  amber*  80%, ≤ 12 d

Unknown:
id      name             what to record next
yamada  山田太郎と申し…  kith log yamada call trust=… csat=…

Why: kith explain association --as-of 2026-06-01

$ at 40
Bistro, as of 2026-06-01: 1 red, 1
amber, 1 unknown

id           name          value  band
association  Association…     30  red
brewer       Birrificio…      86  amber*

Unknown:
id      name
    what to record next
yamada  山田太…
    kith log yamada call trust=… csat=…

Why: kith explain association --as-of 2026-06-01
