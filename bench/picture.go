package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"strings"
	"time"
)

// The picture of the collector's workloads: a row for each, memory over time at the left,
// how many pauses of which length there were at the right.

// memory is how much was in use at a time since the start.
type memory struct {
	at  time.Duration
	MiB float64
}

// row is a workload in the picture; there is nil without CPython.
type row struct {
	name, about string
	here, there *loadResult
}

const (
	pictureWidth = 980
	rowHeight    = 172
	panelHeight  = 108
	leftPanel    = 20 // x of the panels
	rightPanel   = 510
	panelWidth   = 450
	headHeight   = 52

	// The lengths of pauses that are drawn: from less than 16 µs to 1 s and more.
	shortest, longest = 4, 21
)

const pictureStyle = `
    .bg { fill: #ffffff }
    .in { fill: #f4f6f8; stroke: #9aa7b4; stroke-width: 1 }
    .t { fill: #17202a; font-size: 15px; font-weight: bold }
    .s { fill: #3c4854; font-size: 12px }
    .n { fill: #3c4854; font-size: 10px }
    .h { fill: #33669a } .hl { stroke: #33669a; stroke-width: 1.3; fill: none; stroke-linejoin: round }
    .c { fill: #d79a3c }
    @media (prefers-color-scheme: dark) {
      .bg { fill: #12161b }
      .in { fill: #1d242c; stroke: #5c6a78 }
      .t { fill: #e8edf2 } .s, .n { fill: #b7c3cf }
      .h { fill: #6fa3d6 } .hl { stroke: #6fa3d6 }
      .c { fill: #e0ab5c }
    }`

// writePicture draws the rows as SVG.
func writePicture(path, title string, rows []row) error {
	var b strings.Builder
	height := headHeight + len(rows)*rowHeight
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t"
     font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
  <title id="t">Memory over time and pauses of the collector</title>
  <style>%s
  </style>
  <rect class="bg" width="%d" height="%d"/>
`, pictureWidth, height, pictureStyle, pictureWidth, height)
	text(&b, "s", leftPanel, 22, "start", title)
	b.WriteString(`  <rect class="h" x="20" y="33" width="10" height="10"/><rect class="c" x="100" y="33" width="10" height="10"/>` + "\n")
	text(&b, "s", 36, 42, "start", "hpyrun")
	text(&b, "s", 116, 42, "start", "CPython, its cycle collector")
	for i, r := range rows {
		y := headHeight + i*rowHeight
		text(&b, "t", leftPanel, y+18, "start", r.name)
		text(&b, "s", leftPanel+90, y+18, "start", r.about)
		r.here.drawMemory(&b, y+30)
		drawPauses(&b, y+30, r.here, r.there)
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

func text(b *strings.Builder, class string, x, y int, anchor, s string) {
	fmt.Fprintf(b, `  <text class="%s" x="%d" y="%d" text-anchor="%s">%s</text>`+"\n", class, x, y, anchor, html.EscapeString(s))
}

func panel(b *strings.Builder, x, y int) {
	fmt.Fprintf(b, `  <rect class="in" x="%d" y="%d" width="%d" height="%d" rx="3"/>`+"\n", x, y, panelWidth, panelHeight)
}

// drawMemory draws what was in use before and after each collection.
func (r *loadResult) drawMemory(b *strings.Builder, y int) {
	panel(b, leftPanel, y)
	most := 1.0
	for _, m := range r.memory {
		most = max(most, m.MiB)
	}
	var points []string
	for _, m := range r.memory {
		px := leftPanel + panelWidth*float64(m.at)/float64(r.wall)
		py := float64(y+panelHeight) - (panelHeight-16)*m.MiB/most
		points = append(points, fmt.Sprintf("%.1f,%.1f", px, py))
	}
	if len(points) > 0 {
		fmt.Fprintf(b, `  <polyline class="hl" points="%s"/>`+"\n", strings.Join(points, " "))
	}
	text(b, "n", leftPanel+4, y+12, "start", fmt.Sprintf("%.0f MiB in use", most))
	text(b, "n", leftPanel, y+panelHeight+14, "start", "0")
	text(b, "n", leftPanel+panelWidth, y+panelHeight+14, "end", fmt.Sprintf("%.1f s", r.wall.Seconds()))
}

// drawPauses draws for each length, doubling, how many pauses there were; the height is the
// logarithm of the number, which stands above.
func drawPauses(b *strings.Builder, y int, sides ...*loadResult) {
	panel(b, rightPanel, y)
	most, counts := 1, make([][longest + 1]int, len(sides))
	for i, r := range sides {
		if r == nil {
			continue
		}
		for k, n := range r.buckets() {
			k = min(max(k, shortest), longest)
			counts[i][k] += n
			most = max(most, counts[i][k])
		}
	}
	const step = panelWidth / (longest + 1 - shortest)
	const bar = step/2 - 1
	left := func(k int) int { return rightPanel + (k-shortest)*step }
	for i, class := range []string{"h", "c"}[:len(sides)] {
		for k, n := range counts[i] {
			if n == 0 {
				continue
			}
			h := int(math.Round((panelHeight - 18) * math.Log1p(float64(n)) / math.Log1p(float64(most))))
			x := left(k) + 1 + i*bar
			fmt.Fprintf(b, `  <rect class="%s" x="%d" y="%d" width="%d" height="%d"/>`+"\n", class, x, y+panelHeight-h, bar, h)
			text(b, "n", x+bar/2, y+panelHeight-h-3, "middle", fmt.Sprint(n))
		}
	}
	// Bucket k begins at 2 to the power of k-1 µs.
	for i, label := range []string{"16 µs", "128 µs", "1 ms", "8 ms", "64 ms", "512 ms"} {
		text(b, "n", left(shortest+1+3*i), y+panelHeight+14, "middle", label)
	}
	text(b, "n", rightPanel+panelWidth-4, y+12, "end", "pauses by length")
}
