-- How well callers are served, from their tickets alone. Nobody was asked: it says what we did, not what they think of it.
--
-- Score: weighted mean of the factors that are present. Source: house; the limits in `params` are what this desk promised.
return {
  doc = "How well a caller was served: in time, quickly, once, and nothing left open.",

  features = {
    in_time    = average("sla", { within = "90d" }),
    hours      = average("resolution_hours", { within = "90d", raw = true }),
    reopenings = sum("reopenings", { within = "180d" }),
    open       = count("incident", { open = true }),
    severe     = count("incident", { severity = "severe", open = true }),
  },

  params = {
    quick = 8, slow = 120,     -- hours to a solution that cost nothing, and everything
    too_often = 3,             -- reopenings in half a year
    too_many = 4,              -- open incidents
  },

  factors = {
    { "in_time", weight = 3, say = "{in_time%} of the tickets were solved in the agreed time" },
    { "quickness", weight = 2, say = "a solution took {hours|hour}",
      value = function(r, p) return ramp(r.hours, p.slow, p.quick) end },
    { "solved_once", weight = 2, say = "tickets were opened again {reopenings|time} in half a year",
      value = function(r, p) return ramp(r.reopenings, p.too_often, 0) end },
    { "backlog", weight = 1, say = "{open|incident} not solved yet",
      value = function(r, p) return ramp(r.open, p.too_many, 0) end },
  },

  combine = "weighted",
  limits = { { "open severe incident", at_most = "amber", when = function(r) return r.severe > 0 end } },
  enough_evidence = 0.5,
  bands = { { "red", 0 }, { "amber", 0.45 }, { "green", 0.7 } },
}
