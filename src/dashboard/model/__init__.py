"""What a data set is made of.

Records and their field types, closed sets of words, countries, licences. Knows no file, no frame
and no screen.
"""
