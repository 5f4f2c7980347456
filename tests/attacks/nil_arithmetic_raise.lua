-- arithmetic with nil where nothing is missing
return 1 + nil
