-- Do both sides see the same relationship?
--
-- Gap = maturity as we see it − maturity as they see it, each 1 (ad hoc) … 5 (strategic partner);
-- score = 1 − |gap| / 4. One step apart is ordinary, two is worth a talk, three means two different relationships.
-- Source: house.
--
-- Either direction costs the same, but asks for different talks: when we see more than they do, we are flattering
-- ourselves; when they see more, there is goodwill we leave unused. The sentence shows both numbers for that reason.
return {
  doc = "Maturity as each side sees it.",

  params = { widest = 4 },                            -- the greatest gap the scale allows

  factors = {
    { "maturity", say = "we see maturity {maturity_us}, they see {maturity_them}",
      value = function(r, p) return 1 - math.abs(r.maturity_us - r.maturity_them) / p.widest end },
  },

  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 0.75 } },       -- green: up to 1 step; amber: up to 2
}
