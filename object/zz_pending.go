package object

// Until the numbers and the text have them.

func IntToFloat(v Value) (float64, bool) { panic("BUG: not written yet") }

func (t *Thread) SubStr(s Ref, i, j int) Value { panic("BUG: not written yet") }
