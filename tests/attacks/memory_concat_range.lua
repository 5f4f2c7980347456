-- joins a range that is not there
return table.concat({}, ',', 1, 1 << 60)
