-- How well a relationship serves both sides: the rule to copy first.
--
-- Score: weighted mean over the factors that are present, H = Σ w·s / Σ w; coverage = Σ w(present) / Σ w. A missing
-- input never counts as zero: it lowers the coverage, and too little coverage makes the band "unknown".
-- Source: house. The choice and weight of factors is ours too; tune it in practice.yaml without copying this file:
--   tune: { health: { weights: { trust: 5 }, params: { gone_at: 3 }, bands: { green: 0.8 } } }
return {
  doc = "How well a relationship serves both sides.",

  features = {                                    -- what is read from the record, over which window
    trust      = latest("trust"),                 -- measures come as 0 … 1 of their scale; { raw = true } keeps their units
    csat       = average("csat", { within = "180d" }),
    silence    = days_since("contact"),           -- only contacts that the relationship model counts
    promises   = share("commitment", { state = { "kept late", "broken", "overdue" }, within = "365d" }),
    incidents  = count("incident", { open = true }),
    complaints = count("complaint", { open = true }),
    severe     = count("incident", { severity = "severe", open = true }),
  },

  params = {
    fades_from = 1,        -- silence costs nothing up to this many times the ideal cadence …
    gone_at    = 2,        -- … and everything from this many times the longest
    too_many   = 3,        -- open problems at which that factor is 0
    forgiven   = 0.2,      -- share of poor promises that a strategic relationship still bears
  },

  factors = {              -- every value lies in 0 … 1, 1 is good; without `value` it is the feature of that name
    { "trust", weight = 3, say = "trust stands at {trust%}" },
    { "csat", weight = 2, say = "satisfaction over half a year is {csat%}" },
    { "contact", weight = 2, say = "{silence|day} without a contact that counts",
      value = function(r, p)
        return ramp(r.silence, p.gone_at * r.cadence.max, p.fades_from * r.cadence.ideal)
      end },
    { "promises", weight = 2, say = "{promises%} of the promises were late, broken or are overdue",
      value = function(r, p)
        if r.level == "strategic" and r.promises > p.forgiven then return 0 end
        return 1 - r.promises
      end },
    { "problems", weight = 1, say = "open: {incidents|incident} and {complaints|complaint}",
      value = function(r, p) return ramp(r.incidents + r.complaints, p.too_many, 0) end },
  },

  combine = "weighted",
  limits = {               -- what no average may hide
    { "open severe incident", at_most = "amber", when = function(r) return r.severe > 0 end },
  },
  enough_evidence = 0.5,   -- below this coverage nobody is called red or green
  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 0.75 } },       -- lower bounds, inclusive
}
