-- How long does lost trust take to come back? Teaches given parameters with their ranges: --tornado shows which of them matters.
-- Asymmetric trust after Pant & Yu (arXiv 2510.24909): lost three times as fast as gained, and what was lost leaves a scar R that only
-- fades slowly and lowers the ceiling. Whether it is lost faster is an assumption, not a law (Poortinga & Pidgeon 2004).
return {
  doc = "How long does trust take to come back after a bad month?",
  horizon = "2 years", every = "1 week", runs = 500, seed = 5,
  params = {
    gain = given(0.10, "Pant & Yu", { 0.05, 0.15 }),
    loss = given(0.30, "Pant & Yu", { 0.10, 0.40 }),
    scar = given(0.60, "Pant & Yu", { 0.30, 0.80 }),
    heals = given(0.03, "Pant & Yu", { 0.01, 0.06 }),
    effort = compare { 0.55, 0.65, 0.75, now = 0.55, because = "how well we treat them afterwards, 0 to 1" },
  },
  state = {
    trust = latest("trust", { otherwise = 0.6, because = "assumed: a little above the middle of the scale" }),
    scarred = 0,
  },
  step = function(r, t, p, draw)
    local treated = t <= 4 and 0.1 or p.effort
    local signal = treated + draw.normal("day", 0, 0.1) - 0.5
    if signal > 0 then
      r.trust = r.trust + p.gain * signal * math.max(0, math.min(1 - r.trust, 1 - r.scarred - r.trust))
      r.scarred = r.scarred - p.heals * r.scarred
    else
      r.trust = clamp(r.trust + p.loss * signal * r.trust)
      r.scarred = clamp(r.scarred - p.scar * signal * (1 - r.scarred))
    end
  end,
  outcomes = {
    trust = mean("trust", { doc = "trust on average, 0 to 1" }),
    lowest = min("trust", { doc = "the one who trusts us least" }),
    scarred = mean("scarred", { doc = "how much of what was lost cannot be won back for now, 0 to 1" }),
  },
}
