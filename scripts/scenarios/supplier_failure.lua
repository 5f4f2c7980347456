-- What does the failure of one who supplies us do to the others? Teaches a shock at a step, the whole population (r.all), outcomes of the
-- worst.
return {
  doc = "How deep does a supplier's failure go, and how long does it last?",
  horizon = "1 year", every = "1 week", runs = 1000, seed = 4,
  params = {
    fails_at = given(8, "assumed: in two months, so that the time before can be seen", { 1, 26 }),
    weeks_out = dist.triangular(2, 4, 12, "assumed: two weeks at best, three months at worst"),
    reserve = compare { false, true, now = false, because = "a second supplier is kept ready" },
  },
  state = {
    supply = 1, -- what they deliver, of what was agreed
    satisfaction = latest("csat", { otherwise = 0.7, because = "assumed: nobody complained" }),
  },
  step = function(r, t, p, draw)
    local out = t >= p.fails_at and t < p.fails_at + p.weeks_out
    if r.role == "supplier" then
      r.supply = out and draw.chance("hit", 0.3) and (p.reserve and 0.7 or 0.2) or math.min(1, r.supply + 0.25)
    else
      r.satisfaction = clamp(r.satisfaction + 0.2 * (r.all.supply - 0.9) * draw.uniform("felt", 0.5, 1.5))
    end
  end,
  outcomes = {
    satisfaction = mean("satisfaction", { where = "role ~= 'supplier'", doc = "satisfaction of the others, 0 to 1" }),
    worst = min("satisfaction", { where = "role ~= 'supplier'", doc = "of the least satisfied of them" }),
    disappointed = ever("satisfaction < 0.4", { share = 0.2, doc = "a fifth of all were disappointed at some time" }),
  },
}
