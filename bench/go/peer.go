// The peer in Go: goroutines, channels, contexts and the wait groups of its library. See samples.go for
// what it prints. Usage: peer WORKLOAD SIZE
package main

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

var sink int

// gather runs all functions at once and returns their results.
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

func gatherOften(size, times int) {
	works := make([]func() int, size)
	for i := range works {
		result := i
		works[i] = func() int { return result }
	}
	for i := 0; i < times; i++ {
		for _, result := range gather(works) {
			sink += result
		}
	}
}

// takeTurns has two goroutines yield to each other.
func takeTurns(_, times int) {
	atOnce(2, func() {
		for i := 0; i < times/2; i++ {
			runtime.Gosched()
		}
	})
}

func pingPong(_, times int) {
	pings, pongs := make(chan int, 1), make(chan int, 1)
	go func() {
		for ping := range pings {
			pongs <- ping
		}
		close(pongs)
	}()
	for i := 0; i < times/2; i++ {
		pings <- i
		sink += <-pongs
	}
	close(pings)
	<-pongs
}

func deadline(_, times int) {
	for i := 0; i < times; i++ {
		within, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if within.Err() == nil {
			sink++
		}
		cancel()
	}
}

func expiry(_, times int) {
	for i := 0; i < times; i++ {
		within, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		select {
		case <-within.Done():
		case <-time.After(5 * time.Second):
			panic("the deadline has not expired")
		}
		cancel()
	}
}

// semaphore is a channel with as many places as there are permits.
func semaphore(size, times int) {
	permits := make(chan struct{}, 10)
	atOnce(size, func() {
		for i := 0; i < times/size; i++ {
			permits <- struct{}{}
			runtime.Gosched()
			<-permits
		}
	})
}

func channel(size, times int) {
	items := make(chan int, 16)
	var all sync.WaitGroup
	all.Add(2 * size)
	for side := 0; side < size; side++ {
		go func() {
			defer all.Done()
			for i := 0; i < times/size; i++ {
				items <- i
			}
		}()
		go func() {
			defer all.Done()
			for i := 0; i < times/size; i++ {
				<-items
			}
		}()
	}
	all.Wait()
}

func process(item int) int { return item + 1 }

// batch has workers that receive items, and one that receives their results.
func batch(size, times int) {
	items, results := make(chan int, size), make(chan int, size)
	go func() {
		for i := 0; i < times; i++ {
			items <- i
		}
		close(items)
	}()
	go func() {
		atOnce(size, func() {
			for item := range items {
				results <- process(item)
			}
		})
		close(results)
	}()
	for result := range results {
		sink += result
	}
}

// atOnce runs the function in that many goroutines and waits for all.
func atOnce(size int, run func()) {
	var all sync.WaitGroup
	all.Add(size)
	for i := 0; i < size; i++ {
		go func() {
			defer all.Done()
			run()
		}()
	}
	all.Wait()
}

// sleeping has goroutines that sleep until the context ends, and returns when all do.
func sleeping(until context.Context, size int) *sync.WaitGroup {
	var begun, all sync.WaitGroup
	begun.Add(size)
	all.Add(size)
	for i := 0; i < size; i++ {
		go func() {
			defer all.Done()
			timer := time.NewTimer(time.Hour)
			defer timer.Stop()
			begun.Done()
			select {
			case <-until.Done():
			case <-timer.C:
			}
		}()
	}
	begun.Wait()
	return &all
}

func sleepers(size int) {
	memory, cpuBefore, began := resident(), cpu(), time.Now()
	sleeping(context.Background(), size)
	took, cpuTime := time.Since(began), float64(cpu()-cpuBefore)
	print([]time.Duration{took}, size, cpuTime, (resident()-memory)/float64(size))
}

// cancelled measures the time from the cancellation until all have ended.
func cancelled(size int) {
	took := []time.Duration{}
	var cpuTime int64
	for begun := time.Now(); len(took) < 3 || time.Since(begun) < 2*time.Second; {
		until, cancel := context.WithCancel(context.Background())
		all := sleeping(until, size)
		cpuBefore, began := cpu(), time.Now()
		cancel()
		all.Wait()
		took = append(took, time.Since(began))
		cpuTime += cpu() - cpuBefore
	}
	print(took, 1, float64(cpuTime)/float64(len(took)), -1)
}

func main() {
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	repeated := map[string]struct {
		run   func(size, times int)
		times int
	}{
		"gather":    {gatherOften, max(1, 500/size)},
		"start":     {gatherOften, 500},
		"yield":     {takeTurns, 5000},
		"pingpong":  {pingPong, 5000},
		"deadline":  {deadline, 1000},
		"expiry":    {expiry, 10},
		"semaphore": {semaphore, 100 * size},
		"channel":   {channel, 1000 * size},
		"batch":     {batch, 1_000_000},
	}
	switch workload := os.Args[1]; workload {
	case "sleepers":
		sleepers(size)
	case "cancel":
		cancelled(size)
	default:
		each, known := repeated[workload]
		if !known {
			panic("unknown " + workload)
		}
		measure(each.times, func() { each.run(size, each.times) })
	}
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}
