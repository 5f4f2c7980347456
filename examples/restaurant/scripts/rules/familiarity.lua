-- How present we are in somebody's life: every contact adds, and fades.
--
-- Strength = Σ 2^(−age/h) over the contacts of a kind, age in days, h the half-life: a visit today adds 1, one two months ago
-- ½, one four months ago ¼. Tastings fade more slowly, for they are talked about. A friend comes about every month.
-- Source: house (half-life form of recency).
return {
  doc = "Friend, acquaintance or passer-by.",

  features = {
    visits   = strength("interaction", { channel = "visit", half_life = "60d" }),
    tastings = strength("tasting", { half_life = "120d" }),
  },

  params = { friend = 2.5, acquaintance = 1 },

  classes = { "friend", "acquaintance", "passer-by" },

  class = function(r, p)
    local s = r.visits + r.tastings
    if s >= p.friend then return "friend" end
    if s >= p.acquaintance then return "acquaintance" end
    return "passer-by"
  end,
}
