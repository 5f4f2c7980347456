-- Does reviewing more often pay? Teaches: compared and given parameters, a choice by the step number, outcomes.
return {
  doc = "Does reviewing more often keep more relationships?",
  horizon = "5 years", every = "1 week", runs = 1000, seed = 7,
  params = {
    quality = given(0.7, "assumed: what people usually meet with us", { 0.6, 0.8 }),
    review_every = compare { 4, 13, 26, now = 26, because = "weeks between reviews" },
    review_lifts = given(0.03, "assumed: a review gives back a thirtieth of the trust that is missing", { 0.01, 0.06 }),
  },
  state = {
    trust = latest("trust", { otherwise = 0.6, because = "assumed: a little above the middle of the scale" }),
    satisfaction = latest("csat", { otherwise = 0.6, because = "assumed: a little above the middle of the scale" }),
    active = true,
  },
  step = function(r, t, p, draw)
    if not r.active then return end
    r.satisfaction = clamp(r.satisfaction + 0.2 * (p.quality + draw.normal("service", 0, 0.1) - r.satisfaction))
    if draw.chance("incident", 0.05) then
      r.trust = r.trust - 0.15 * (1 - r.satisfaction)
    else
      r.trust = r.trust + 0.02 * (r.satisfaction - r.trust)
    end
    if t % p.review_every == 0 then r.trust = r.trust + p.review_lifts * (1 - r.trust) end
    r.trust = clamp(r.trust)
    if r.trust < 0.25 and draw.chance("leave", 0.1) then r.active = false end
  end,
  outcomes = {
    retention = mean("active", { doc = "share of relationships that are still there" }),
    trust = mean("trust", { where = "active", doc = "trust of those who are still there, 0 to 1" }),
    first_left = first("not active", { unit = "weeks", doc = "when the first one left" }),
  },
}
