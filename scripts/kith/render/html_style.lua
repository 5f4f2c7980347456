-- The style sheet of an HTML report. One text without anything foreign in it but the client's colour, which is checked to be six digits.

local html_style = {}

html_style.COLOUR = "#2d5f8a"

local SHEET = [[
:root { --ink: #1d2329; --soft: #56616b; --line: #d5dbe0; --pale: #f3f5f6; --client: %s; --heading: %s }
* { box-sizing: border-box }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; color: var(--ink); background: #fff }
body { max-width: 49rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; overflow-wrap: break-word }
.long { overflow-wrap: anywhere } time { white-space: nowrap }
code { white-space: nowrap; font-size: .85rem } td code { white-space: normal }
p, li, dd, td, th, caption, figcaption, h1, h2, h3 { unicode-bidi: plaintext }
header { border-top: 6px solid var(--client); padding-top: 1rem; margin-bottom: 1.5rem }
.logo { float: right; max-height: 3.5rem; max-width: 40%% }
.practice { margin: 0; color: var(--soft); font-size: .95rem }
h1 { font-size: 2rem; line-height: 1.2; margin: .1rem 0 .2rem; color: var(--heading) }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem }
p { margin: .5rem 0; max-width: 44rem }
.subtitle { margin: 0; color: var(--soft) }
.lead { font-size: 1.15rem; line-height: 1.45 }
.note, .empty { color: var(--soft); font-size: .92rem }
.warning { border-left: 4px solid #a3302a; background: #faf1f0; padding: .5rem .8rem }
ul, ol { padding-left: 1.3rem; margin: .5rem 0 } li { margin: .2rem 0 }
.caption, caption, figcaption { font-weight: 600; text-align: left; margin: 0; padding: .3rem 0; font-size: .97rem }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .7rem 1.2rem; margin: .8rem 0 }
.facts dt { color: var(--soft); font-size: .85rem } .facts dd { margin: 0; font-weight: 600 }
table { border-collapse: collapse; width: 100%%; margin: .8rem 0; font-size: .92rem }
th, td { padding: .38rem .6rem .38rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
thead th { color: var(--soft); font-weight: 600; font-size: .85rem; border-bottom: 2px solid var(--soft); vertical-align: bottom }
tbody th { font-weight: 600 } .right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.missing { color: var(--soft) }
.band { white-space: nowrap; padding: .05rem .45rem; border: 1px solid var(--ink); border-radius: .7rem; font-size: .85rem }
.band.red { background: #a3302a; color: #fff; border-color: #a3302a } .band.amber { background: #f3cf86 }
.band.green { background: #c5e6d1 }
.band.unknown { background: #fff; border-style: dashed }
figure { margin: 1rem 0 } figure svg { display: block; width: 100%%; height: auto; max-width: 100%% } svg.narrow { display: none }
details { margin: .3rem 0 } summary { color: var(--soft); font-size: .85rem; cursor: pointer }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2rem; align-items: start }
.columns svg { max-width: 26rem } .columns > div > :first-child, .columns > div > section > :first-child { margin-top: 0 }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem }
footer h2 { font-size: .95rem; border: 0; margin: .8rem 0 .2rem } footer li { margin: .1rem 0 }
@media (max-width: 40rem) {
  body { padding: 1rem .9rem 2rem } h1 { font-size: 1.6rem } h2 { margin-top: 1.8rem }
  svg.wide { display: none } svg.narrow { display: block } .columns { grid-template-columns: 1fr }
  .facts { grid-template-columns: 1fr 1fr } td.none { display: none !important } code { white-space: normal; overflow-wrap: anywhere }
  %s
}
%s
table.cards tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 0 1.5rem; break-inside: avoid }
table.cards td { grid-template-columns: 8.5rem 1fr } table.cards tbody th { grid-column: 1 / -1 } table.cards td.none { display: none }
@media print {
  @page { size: A4; margin: 16mm 15mm }
  html { font-size: 10.5pt } body { max-width: none; padding: 0 } h2 { margin-top: 1.4rem }
  h2, h3, figcaption, caption, .caption { break-after: avoid } tr, figure, .facts div, li { break-inside: avoid }
  thead { display: table-header-group } details { display: none }
  figure svg { max-width: 165mm; max-height: 235mm } .columns svg { max-width: 80mm }
  .columns { grid-template-columns: 1fr 1fr } .band { border-color: var(--ink) }
}
]]

-- Each row as a card: every cell says the name of its column. For all tables on a phone, and for wide ones everywhere.
local CARD = [[
@thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@, @tbody, @tr, @caption { display: block } @tr { border-bottom: 1px solid var(--soft); padding: .45rem 0 }
@tbody th, @td { display: block; border: 0; padding: .1rem 0 } @td.right { text-align: left }
@td { display: grid; grid-template-columns: 8rem 1fr; gap: .6rem }
@td::before { content: attr(data-label); color: var(--soft); white-space: normal }
@td > * { place-self: start }
]]

local function cards_of(tables) return (CARD:gsub("@([%a,{ ])", function(next) return tables .. ((next == "," or next == " ") and next
  or " " .. next) end)) end

-- Relative luminance by WCAG 2.1, to keep a pale colour of the client's from being written with.
local function luminance(colour)
  local function channel(at)
    local share = tonumber(colour:sub(at, at + 1), 16) / 255
    return share <= 0.03928 and share / 12.92 or ((share + 0.055) / 1.055) ^ 2.4
  end
  return 0.2126 * channel(2) + 0.7152 * channel(4) + 0.0722 * channel(6)
end

function html_style.is_colour(text) return type(text) == "string" and text:find "^#%x%x%x%x%x%x$" ~= nil end

function html_style.sheet(colour)
  colour = html_style.is_colour(colour) and colour:lower() or html_style.COLOUR
  local readable = 1.05 / (luminance(colour) + 0.05) >= 4.5
  return (SHEET:format(colour, readable and colour or "#1d2329", cards_of "table", cards_of "table.cards"))
end

return html_style
