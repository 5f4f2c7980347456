-- Will they come back? From nothing but when they came: how lately, how often, and whether the silence is longer than their rhythm.
--
-- Contacts that count for the relationship model are what is counted; a shop says `cadence: { by: [purchase] }`. Several on one day are
-- one. In weeks from the first contact: x repeats, the last at tx, T observed.
--
--   recency    2^(−silence / half_life): the half-life form
--   frequency  n / (n + half_at), n the days with a contact. House
--   alive      P(alive) = 1 / (1 + a/(b+x−1) · ((α+T)/(α+tx))^(r+x)), the BG/NBD model of Fader, Hardie & Lee (2005), "Counting
--              your customers" the easy way, Marketing Science 24(2). In that model nobody leaves before the first repeat: of those who
--              came once it knows nothing, so there the factor is missing instead of certain
--
-- r, α, a and b are the estimates published there for the buyers of an online shop (CDNOW). Other businesses have other ones; estimate
-- them, then tune: { recency_frequency: { params: { r: …, alpha: … } } }. Weights and bands are house, tried on that shop's 23,570
-- buyers (tests/README.md); `kith backtest` says how they do on your own record.
return {
  doc = "Will they come back? By recency, frequency and the BG/NBD model.",

  features = {
    silence = days_since("contact"),
    days    = count("contact", { days = true }),
    known   = days_since("contact", { first = true }),
  },

  params = {
    half_life = 90,                                   -- days of silence that halve recency
    half_at   = 2,                                    -- days with a contact at which frequency is one half
    r = 0.243, alpha = 4.414, a = 0.793, b = 2.426,   -- alpha in weeks
  },

  factors = {
    { "recency", weight = 2, say = "{silence|day} since a contact that counts",
      value = function(r, p)
        return r.days > 0 and fade(r.silence, p.half_life) or 0
      end },
    { "frequency", weight = 4, say = "contacts on {days|day}",
      value = function(r, p) return r.days / (r.days + p.half_at) end },
    { "alive", weight = 1, say = "on {days|day} within {known|day}, then {silence|day} of silence",
      value = function(r, p)
        local x = r.days - 1
        if x < 1 then return nil end
        local T, tx = r.known / 7, (r.known - r.silence) / 7
        return 1 / (1 + p.a / (p.b + x - 1) * ((p.alpha + T) / (p.alpha + tx)) ^ (p.r + x))
      end },
  },

  bands = { { "red", 0 }, { "amber", 0.35 }, { "green", 0.5 } },       -- lower bounds, inclusive
}
