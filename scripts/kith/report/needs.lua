-- What a report can need, and the file of this folder that gathers it: a function of that name, (ws, relationship, options, header) → plain
-- data or nil. That a report asks for what there is can so be checked without gathering anything.
--
-- `internal`: only our own side may read it. `options`: name → SPAN or a list of words. `last`: it lays older definitions under the
-- workspace for a while, and is gathered when the rest is.

local SPAN = true -- a length of time, such as "90d"

return {
  facts       = { from = "relationship", of = "relationship" },
  score       = { from = "relationship", of = "relationship", internal = true },
  series      = { from = "relationship", of = "relationship", internal = true, options = { within = SPAN, every = SPAN } },
  changes     = { from = "relationship", of = "relationship", internal = true, options = { within = SPAN }, last = true },
  promises    = { from = "relationship", of = "relationship" },
  contacts    = { from = "relationship", of = "relationship", options = { within = SPAN } },
  problems    = { from = "relationship", of = "relationship", internal = true, options = { within = SPAN } },
  needs       = { from = "relationship", of = "relationship" },
  events      = { from = "relationship", of = "relationship", internal = true, options = { within = SPAN } },
  actions     = { from = "relationship", of = "relationship" },
  perception  = { from = "relationship", of = "relationship", internal = true },
  questions   = { from = "relationship", of = "relationship" },
  reviews     = { from = "relationship", of = "relationship" },
  unknown     = { from = "relationship", of = "relationship", internal = true },
  improvements         = { from = "improvement", of = "relationship", internal = true },
  improvement_register = { from = "improvement", of = "practice", internal = true },
  portfolio   = { from = "portfolio", of = "practice", internal = true },
  register    = { from = "portfolio", of = "practice", internal = true },
  upkeep      = { from = "practice", of = "practice", internal = true },
  map         = { from = "map", of = "practice", internal = true, options = { by = { "level", "model", "owner", "type" } } },
}
