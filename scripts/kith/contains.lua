-- contains(list, wanted): whether it stands in the list.

return function(list, wanted)
  for _, each in ipairs(list) do
    if each == wanted then return true end
  end
  return false
end
