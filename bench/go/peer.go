// The peer in Go: goroutines and a sync.WaitGroup. Prints the nanoseconds and the allocated bytes
// of an operation. Usage: peer gather|start|yield SIZE
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
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

// repeat calls batch, which does opsPerBatch operations, for the time given; it returns how many
// operations there were and how long they took.
func repeat(batch func(), opsPerBatch int, atLeast time.Duration) (int, time.Duration) {
	start := time.Now()
	ops := 0
	for time.Since(start) < atLeast {
		batch()
		ops += opsPerBatch
	}
	return ops, time.Since(start)
}

var sink int

func main() {
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	ops := 1000
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
		ops = 20000
		batch = func() { takeTurns(ops) }
	default:
		panic("unknown " + os.Args[1])
	}
	repeat(batch, ops, warmUp)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	done, took := repeat(batch, ops, measured)
	runtime.ReadMemStats(&after)
	fmt.Printf("%.2f %.2f\n", float64(took.Nanoseconds())/float64(done), float64(after.TotalAlloc-before.TotalAlloc)/float64(done))
}
