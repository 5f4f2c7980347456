-- The power/interest grid: how much attention a stakeholder is due.
--
-- High power and high interest: manage closely; high power only: keep satisfied; high interest only: keep informed;
-- neither: monitor. "High" begins at the parameter, inclusive.
-- Source: the grid is usually credited to A. Mendelow (1991); the thresholds are house.
--
-- A classification has `classes`, most demanding first, and `class`. If it reads an input that is missing, the
-- stakeholder is "unknown": not yet judged is something else than unimportant.
return {
  doc = "Attention due by power and interest.",

  params = { high_power = 0.5, high_interest = 0.5 },

  classes = { "manage closely", "keep satisfied", "keep informed", "monitor" },

  class = function(r, p)
    local powerful = r.power >= p.high_power          -- both are read before anything is decided,
    local interested = r.interest >= p.high_interest  -- so half a judgement is no judgement
    if powerful and interested then return "manage closely" end
    if powerful then return "keep satisfied" end
    if interested then return "keep informed" end
    return "monitor"
  end,
}
