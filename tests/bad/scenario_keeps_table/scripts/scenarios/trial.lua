local LEVELS, last = { strategic = 1 }, { trust = 0 }
return {
  doc = "Something is kept between calls.",
  horizon = 4,
  state = { trust = 0.5 },
  step = function(r)
    r.trust = last.trust + LEVELS[r.level] / 10
    last.trust = r.trust
  end,
  outcomes = { trust = mean("trust") },
}
