-- How far a stakeholder's engagement is from where we want it.
--
-- Gap g = desired − current in steps of unaware, resistant, neutral, supportive, leading (0 … 4);
-- score = 1 − max(0, g) / 4. More engagement than asked for is no shortfall. Over a portfolio, weighted by importance,
-- Σ w·max(0, g) / (4·Σ w) is one minus the weighted mean of this score.
-- Source: the five words follow PMBOK's engagement assessment matrix; the arithmetic is house.
--
-- The steps are a convenience: unaware is not "worse" than resistant, and leading is not everyone's target. Read the
-- transition matrix beside it.
return {
  doc = "Engagement: current against desired.",

  factors = {
    { "engagement", say = "{engagement} now, {desired} wanted",
      value = function(r) return 1 - math.max(0, r.engagement_gap) / 4 end },
  },

  limits = {                                         -- one who works against us is never green, whatever was wanted
    { "resistant", at_most = "amber", when = function(r) return r.engagement == "resistant" end },
  },

  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 1 } },          -- green: no gap; amber: one or two steps
}
