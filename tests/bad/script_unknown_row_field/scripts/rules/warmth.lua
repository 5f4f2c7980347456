return {
  features = { silence = days_since("contact") },
  factors = { { "silence", value = function(r)
    return ramp(r.silense, 3 * r.cadence.max, r.cadence.ideel)
  end } },
}
