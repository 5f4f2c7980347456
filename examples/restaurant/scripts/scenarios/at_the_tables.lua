-- Is it worth Anna's evening to sit down with regulars who have gone quiet, rather than with whoever is in? A policy of ours on our own
-- record: the shipped health rule scores the simulated guests, and says whom to sit down with.
return {
  doc = "Should we sit down with those who stand worst, or with whoever comes?",
  horizon = "1 year", every = "1 week", runs = 500, seed = 11,
  of = { owner = "anna" },
  params = {
    worst_first = compare { false, true, now = false, because = "whom we sit down with" },
    evenings = given(2, "Anna: two long talks a week, hardly more", { 1, 4 }),
    lifts = given(0.08, "assumed: a talk gives back a twelfth of the trust that is missing", { 0.04, 0.15 }),
    kitchen = given(0.75, "guest cards of the last months", { 0.65, 0.85 }),
  },
  state = {
    trust = latest("trust", { otherwise = 0.6, because = "assumed: we would know if it were bad" }),
    csat = latest("csat", { otherwise = 0.7, because = "assumed: they came back" }),
    silence = 0, -- days since the last talk
    luck = 0, -- who happens to be in tonight
  },
  uses = {
    health = { trust = "trust", csat = "csat", silence = "silence", promises = 0, complaints = 0, incidents = 0, severe = 0 },
  },
  plan = {
    talk = choose {
      limit = function(p) return p.evenings end,
      rank = function(r, p) return p.worst_first and 1 - (r.health or 0.5) or r.luck end,
    },
  },
  step = function(r, t, p, draw)
    r.csat = clamp(r.csat + 0.3 * (p.kitchen + draw.normal("evening", 0, 0.15) - r.csat))
    r.trust = clamp(r.trust + 0.03 * (r.csat - r.trust) - (draw.chance("slip", 0.01) and 0.2 or 0))
    r.silence = r.talk and 0 or r.silence + 7
    if r.talk then r.trust = r.trust + p.lifts * (1 - r.trust) end
    r.luck = draw.uniform("tonight")
  end,
  outcomes = {
    trust = mean("trust", { doc = "trust on average, 0 to 1" }),
    green = share("health_band == 'green'", { doc = "share of those who stand well, as the rule sees them" }),
    lowest = min("trust", { doc = "the one who trusts us least" }),
    lost = ever("trust < 0.25", { doc = "somebody's trust fell below a quarter" }),
  },
}
