module github.com/hpyrun/hpyrun

go 1.26
