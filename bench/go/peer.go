// The peer in Go: goroutines, channels, contexts and the wait groups of its library. See samples.go for
// what it prints. Usage: peer WORKLOAD SIZE TIMES
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
	gatherAll(works, times)
}

// gatherYielding has functions that let others run once.
func gatherYielding(size, times int) {
	works := make([]func() int, size)
	for i := range works {
		result := i
		works[i] = func() int {
			runtime.Gosched()
			return result
		}
	}
	gatherAll(works, times)
}

// start has a goroutine do something and waits for its result, one after the other.
func start(_, times int) {
	for i := 0; i < times; i++ {
		result := make(chan int, 1)
		go func() { result <- 1 }()
		sink += <-result
	}
}

func gatherAll(works []func() int, times int) {
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
		sleep := time.NewTimer(5 * time.Second)
		select {
		case <-within.Done():
		case <-sleep.C:
			panic("the deadline has not expired")
		}
		sleep.Stop()
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

func processYielding(item int) int {
	runtime.Gosched()
	return item + 1
}

func batch(size, times int) { workThrough(size, times, process) }

func batchYielding(size, times int) { workThrough(size, times, processYielding) }

// workThrough has workers that receive items, and one that receives their results.
func workThrough(size, times int, process func(int) int) {
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
	until, cancel := context.WithCancel(context.Background())
	defer cancel()
	memory, cpuBefore, began := inUse(), cpu(), time.Now()
	sleeping(until, size)
	took, cpuTime := time.Since(began), float64(cpu()-cpuBefore)
	print([]time.Duration{took}, size, cpuTime, (inUse()-memory)/float64(size))
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
	size, times := number(os.Args[2]), number(os.Args[3])
	repeated := map[string]func(size, times int){
		"gather":      gatherOften,
		"gatheryield": gatherYielding,
		"start":       start,
		"yield":       takeTurns,
		"pingpong":    pingPong,
		"deadline":    deadline,
		"expiry":      expiry,
		"semaphore":   semaphore,
		"channel":     channel,
		"batch":       batch,
		"batchyield":  batchYielding,
	}
	switch workload := os.Args[1]; workload {
	case "sleepers":
		sleepers(size)
	case "cancel":
		cancelled(size)
	default:
		run, known := repeated[workload]
		if !known {
			panic("unknown " + workload)
		}
		measure(times, func() { run(size, times) })
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}
