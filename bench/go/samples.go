package main

import (
	"fmt"
	"runtime"
	"sort"
	"syscall"
	"time"
)

const (
	warmUp   = 400 * time.Millisecond
	measured = 800 * time.Millisecond
)

// measure calls batch, which does an operation ops times, again and again, and prints a sample.
func measure(ops int, batch func()) {
	repeat(batch, warmUp)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpuBefore := cpu()
	took := repeat(batch, measured)
	cpuTime := float64(cpu()-cpuBefore) / float64(len(took))
	runtime.ReadMemStats(&after)
	allocated := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(took))
	print(took, ops, cpuTime, allocated/float64(ops))
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

// print writes the nanoseconds of an operation (the median, the quickest tenth and the mean of many
// batches), those of processor time, and its bytes.
func print(took []time.Duration, ops int, cpu float64, bytes float64) {
	perOp := 1 / float64(ops)
	fmt.Printf("%.2f %.2f %.2f %.2f %.2f\n",
		percentile(50, took)*perOp, percentile(10, took)*perOp, mean(took)*perOp, cpu*perOp, bytes)
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

// inUse is how many bytes of heap and stacks this process uses, without what can be collected.
func inUse() float64 {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return float64(memory.HeapAlloc + memory.StackInuse)
}
