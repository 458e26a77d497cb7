package rawaddr_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/hpyrun/hpyrun/internal/rawaddr"
)

func TestPlantedMistakes(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), rawaddr.Analyzer, "hpyrun/user")
}
