-- What happened after a day, in words of the vocabulary: `--outcome 'interaction within 270d'`. One condition over the window
-- (D, D + length], computed by the same features as rules are:
--
--   [no | count | latest | first | average | sum | lowest | highest | share] WHAT [FIELD=VALUE | open]… [COMPARISON] within LENGTH
--
-- WHAT is a measure, a kind of event, a channel, "contact", or stage, engagement, desired, maturity.us, maturity.them: these hold until
-- they change, and are looked at on the last day. Without an aggregate an event is counted, and of a measure the latest value taken, in
-- its own units.

local kith = require "kith"
local sorted_keys = require "kith.sorted_keys"
local suggest = require "kith.suggest"

local happened = {}

local AGGREGATES = { count = true, latest = true, first = true, average = true, sum = true, lowest = true, highest = true, share = true }
local ASSESSED = { stage = "word", engagement = "word", desired = "word", ["maturity.us"] = "number", ["maturity.them"] = "number" }
local WORDS_OF = { stage = "stage", engagement = "engagement", desired = "engagement" }
local COMPARISONS = {
  ["<"] = function(a, b) return a < b end, ["<="] = function(a, b) return a <= b end,
  [">"] = function(a, b) return a > b end, [">="] = function(a, b) return a >= b end,
  ["="] = function(a, b) return a == b end, ["!="] = function(a, b) return a ~= b end,
}

-- ---- Reading ----

-- Words, "texts in quotes", numbers and comparisons, each with the column of its first byte and its width.
local function tokens_of(text)
  local tokens, at = {}, 1
  while true do
    at = text:match("^%s*()", at)
    if at > #text then return tokens end
    local quoted, after = text:match('^"([^"]*)"()', at)
    local word = quoted or text:match("^[<>!=]=?", at) or text:match("^[^%s<>!=\"]+", at) or text:sub(at, at)
    after = after or at + #word
    local compares = not quoted and COMPARISONS[word] ~= nil
    tokens[#tokens + 1] = { text = word, quoted = quoted ~= nil, at = at, width = after - at, compares = compares }
    at = after
  end
end

-- A reader takes tokens one by one and tells what is wrong at their places.
local Reader = {}
Reader.__index = Reader

function Reader:peek() return self.tokens[self.next] end

function Reader:take()
  self.next = self.next + 1
  return self.tokens[self.next - 1]
end

-- Place of a token, or of the end: { source, line, column, width }.
function Reader:place(token)
  local at, width = #self.text, 1
  if token then at, width = token.at, token.width end
  return { self.source, self.line, self.column + at - 1, width }
end

function Reader:tell(token, message, ...)
  local place = self:place(token)
  self.findings:error(place[1], place[2], place[3], place[4], message:format(...))
  self.wrong = true
end

local function is_within(token) return token ~= nil and token.text == "within" and not token.quoted end

local function value_of(token)
  if token.quoted then return token.text end
  if token.text == "true" or token.text == "false" then return token.text == "true" end
  return tonumber(token.text) or token.text
end

local function read_head(reader)
  local first = reader:peek()
  if first and (AGGREGATES[first.text] or first.text == "no") and not first.quoted then reader:take() else first = nil end
  local what = reader:take()
  local after = reader:peek()
  if not what or what.compares or is_within(what) then
    reader:tell(what, "what is to happen is missing: a kind of event, a channel, a measure, or \"contact\"")
    return nil
  elseif not first and after and not after.compares and not is_within(after) then
    local names = sorted_keys(AGGREGATES)
    names[#names + 1] = "no"
    local advice = suggest.nearest(what.text, names)
    if advice ~= "" then
      reader:tell(what, "no aggregate \"%s\"%s", kith.visible(what.text), advice)
      return nil
    end
  end
  local no = first ~= nil and first.text == "no"
  return { no = no, how = first and not no and first.text or nil, of = what.text, of_token = what }
end

-- FIELD=VALUE, or a flag alone, as options of the feature, each with its places.
local function read_options(reader, outcome)
  outcome.options, outcome.keys, outcome.values = {}, {}, {}
  while reader:peek() and not reader:peek().compares and not is_within(reader:peek()) do
    local key = reader:take()
    local equals = reader:peek() and reader:peek().text == "=" and reader:take()
    local value = equals and not is_within(reader:peek()) and reader:take()
    if equals and not value then reader:tell(reader:peek(), "%s= needs a value", kith.visible(key.text)) end
    if not equals and kith.nearest(key.text, { "within" }) then
      reader:tell(key, "no \"%s\" here; did you mean \"within\"?", kith.visible(key.text))
      reader.next = #reader.tokens + 1
      return
    end
    outcome.options[key.text] = not equals or value and value_of(value)
    outcome.keys[key.text], outcome.values[key.text] = reader:place(key), reader:place(value or key)
  end
end

local function read_comparison(reader, outcome)
  if not (reader:peek() and reader:peek().compares) then return end
  local compares, bound = reader:take(), reader:take()
  if not bound or is_within(bound) then
    reader:tell(bound, "%s needs something to compare with", compares.text)
    return
  end
  local wants_word = ASSESSED[outcome.of] == "word"
  outcome.comparison, outcome.bound, outcome.bound_token = compares.text, wants_word and bound.text or value_of(bound), bound
  if wants_word and compares.text ~= "=" and compares.text ~= "!=" then
    reader:tell(compares, "%s is a word; compare it with = or !=", outcome.of)
  elseif not wants_word and type(outcome.bound) ~= "number" then
    reader:tell(bound, "\"%s\" is not a number", kith.visible(bound.text))
  end
end

local function read_window(reader, outcome)
  if reader.wrong then return end
  local within = reader:take()
  if not within then
    reader:tell(nil, "say within which time: … within 90d")
    return
  elseif within.text ~= "within" then
    local advice = suggest.nearest(within.text, { "within" })
    reader:tell(within, "\"within\" is expected here, not \"%s\"%s", kith.visible(within.text), advice)
    return
  end
  local first, last, texts = reader:peek(), nil, {}
  while reader:peek() do
    last = reader:take()
    texts[#texts + 1] = last.text
  end
  outcome.within = table.concat(texts, " ")
  if first and kith.is_span(outcome.within) then return end
  local wrong = first and { at = first.at, width = last.at + last.width - first.at } or within
  reader:tell(wrong, "within needs a length of time such as 90d or 6 months")
end

-- ---- What it means ----

-- Nothing said: an event happened at least once, a measure's latest value is compared.
local function complete(reader, ws, outcome)
  if ws.core:find("channel", outcome.of) and not ws.core:find("event_kind", outcome.of) then -- "visit": an interaction by that channel
    outcome.options.channel, outcome.of = outcome.of, "interaction"
  end
  local measure = ws.core:find("measure", outcome.of)
  local assessed = ASSESSED[outcome.of]
  outcome.measure = measure
  if not outcome.how then outcome.how = (measure or assessed) and outcome.comparison and not outcome.no and "latest" or "count" end
  if assessed and (outcome.how ~= "latest" or not outcome.comparison) then
    reader:tell(outcome.of_token, "say which: %s = …", outcome.of)
  elseif outcome.no and outcome.comparison then
    reader:tell(outcome.bound_token, "\"no\" is a comparison already: none within that time")
  elseif not outcome.comparison and outcome.how ~= "count" then
    reader:tell(nil, "compare it with something: %s %s > 3 within 90d", outcome.how, outcome.of)
  end
  if not outcome.comparison then outcome.comparison, outcome.bound = outcome.no and "=" or ">", 0 end
end

local function check_word(reader, ws, outcome)
  local kind = WORDS_OF[outcome.of]
  if not kind or not outcome.bound_token or ws.core:find(kind, outcome.bound) then return end
  reader:tell(outcome.bound_token, "%s", suggest.unknown(ws.core, kind, outcome.bound))
end

-- The feature that the core computes, as of the last day of the window.
local function declaration(outcome, days)
  local declared = { name = "outcome", how = outcome.how, of = outcome.of, place = outcome.place, keys = outcome.keys,
                     values = outcome.values }
  for key, value in pairs(outcome.options) do declared[key] = value end
  if outcome.measure and outcome.how ~= "count" and outcome.how ~= "share" then declared.raw = true end
  if not ASSESSED[outcome.of] then declared.within = ("%dd"):format(days) end
  return declared
end

local BAD_KINDS = { incident = true, complaint = true }
local BAD_STATES = { broken = true, overdue = true, ["kept late"] = true }

-- Whether low scores should foretell it: problems, broken promises, low values, and that nothing happens.
local function is_bad(ws, outcome)
  local kind = ws.core:find("event_kind", outcome.of)
  local bad = BAD_KINDS[outcome.of] or kind and BAD_KINDS[kind.like] or BAD_STATES[outcome.options.state] or false
  if outcome.measure and outcome.how ~= "count" then bad = outcome.measure.better == "low" end
  local below = outcome.comparison == "<" or outcome.comparison == "<=" or outcome.no
  return bad ~= below
end

-- Reads an outcome; `place` is where its text begins in a source: { source, line, column }. nil with findings where it is not understood.
--   { text =, within =, bad = whether low scores should foretell it, … }
function happened.read(ws, text, place)
  local reader = setmetatable({ text = text, tokens = tokens_of(text), next = 1, findings = ws.findings,
                                source = place[1], line = place[2], column = place[3] }, Reader)
  local outcome = read_head(reader)
  if not outcome then return nil end
  read_options(reader, outcome)
  read_comparison(reader, outcome)
  read_window(reader, outcome)
  complete(reader, ws, outcome)
  check_word(reader, ws, outcome)
  outcome.text, outcome.place = text, reader:place(outcome.of_token)
  if reader.wrong or not ws.core:columns { features = { declaration(outcome, 1) }, check = true } then return nil end
  outcome.bad = is_bad(ws, outcome)
  return outcome
end

-- The last day of the window that opens after `day`.
function happened.known_on(outcome, day) return kith.day_add(day, outcome.within, 1) end

-- For each relationship true or false: whether it happened within the window after `day`; nil where nothing is known of it.
function happened.after(ws, outcome, day, ids)
  local last = happened.known_on(outcome, day)
  local declared = declaration(outcome, kith.days_between(day, last))
  local columns = ws.core:columns { features = { declared }, views = { { as_of = last } }, of = ids }
  if not columns then return nil end
  local compare, list = COMPARISONS[outcome.comparison], {}
  for i = 1, #ids do
    local value = columns:cell(i, 1, "outcome")
    if value ~= nil then list[i] = compare(value, outcome.bound) end
  end
  return list
end

return happened
