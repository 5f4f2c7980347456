-- goes around metatables
rawset(string, 'upper', nil)
