// The peer in Go: goroutines and a sync.WaitGroup. Prints the nanoseconds of an operation (the
// median, the quickest tenth and the mean of many batches), those of processor time, and the bytes
// that it allocates. Usage: peer gather|start|yield SIZE
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"syscall"
	"time"
)

const (
	warmUp   = 500 * time.Millisecond
	measured = 1500 * time.Millisecond
)

// gather runs size functions at once and returns all their results.
func gather(works []func() int) []int {
	results := make([]int, len(works))
	var all sync.WaitGroup
	all.Add(len(works))
	for i := range works {
		go func(i int) {
			defer all.Done()
			results[i] = works[i]()
		}(i)
	}
	all.Wait()
	return results
}

// takeTurns has two goroutines yield to each other n times in all.
func takeTurns(n int) {
	var both sync.WaitGroup
	both.Add(2)
	for side := 0; side < 2; side++ {
		go func() {
			defer both.Done()
			for i := 0; i < n/2; i++ {
				runtime.Gosched()
			}
		}()
	}
	both.Wait()
}

// repeat calls batch again and again for the time given, and returns how long each call took.
func repeat(batch func(), atLeast time.Duration) []time.Duration {
	start := time.Now()
	took := []time.Duration{}
	for time.Since(start) < atLeast {
		began := time.Now()
		batch()
		took = append(took, time.Since(began))
	}
	return took
}

// percentile sorts.
func percentile(p int, took []time.Duration) float64 {
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	return float64(took[len(took)*p/100].Nanoseconds())
}

func mean(took []time.Duration) float64 {
	total := time.Duration(0)
	for _, each := range took {
		total += each
	}
	return float64(total.Nanoseconds()) / float64(len(took))
}

// cpu is the processor time of this process in nanoseconds.
func cpu() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

var sink int

func main() {
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	ops := 500 / size
	batch := func() {}
	switch os.Args[1] {
	case "gather", "start":
		works := make([]func() int, size)
		for i := range works {
			result := i
			works[i] = func() int { return result }
		}
		batch = func() {
			for i := 0; i < ops; i++ {
				for _, result := range gather(works) {
					sink += result
				}
			}
		}
	case "yield":
		ops = 5000
		batch = func() { takeTurns(ops) }
	default:
		panic("unknown " + os.Args[1])
	}
	repeat(batch, warmUp)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpuBefore := cpu()
	took := repeat(batch, measured)
	cpuTime := float64(cpu()-cpuBefore) / float64(len(took))
	runtime.ReadMemStats(&after)
	perOp := 1 / float64(ops)
	allocated := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(took))
	fmt.Printf("%.2f %.2f %.2f %.2f %.2f\n",
		percentile(50, took)*perOp, percentile(10, took)*perOp, mean(took)*perOp, cpuTime*perOp, allocated*perOp)
}
