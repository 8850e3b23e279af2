package main

import (
	"testing"
	"time"
)

func TestAnInstanceThatFallsSilentIsGoneWithinFiveSecondsAndOneThatLeavesIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	m := startMesh(t)
	m.backend("catalog", "catalog-1")
	leave, _ := m.backend("catalog", "catalog-2")
	_, die := m.backend("catalog", "catalog-3")
	client := m.client("catalog")
	client.reaches(5*time.Second, "catalog-1", "catalog-2", "catalog-3")

	leave()
	client.reaches(500*time.Millisecond, "catalog-1", "catalog-3")
	die()
	client.reaches(5500*time.Millisecond, "catalog-1") // Half a second for the calls of the check itself.
	m.backend("catalog", "catalog-4")
	client.reaches(time.Second, "catalog-1", "catalog-4")
}

func TestACallerWaitsForAServiceOfTheContractThatIsNotUpYet(t *testing.T) {
	t.Parallel()
	m := startMesh(t)
	client := m.client("shipping")
	answer := make(chan string, 1)
	go func() {
		instance, err := client.call(true)
		if err != nil {
			instance = err.Error()
		}
		answer <- instance
	}()
	time.Sleep(2500 * time.Millisecond)
	m.backend("shipping", "shipping-1")
	if got := <-answer; got != "shipping-1" {
		t.Fatalf("the caller got %s", got)
	}
}

func TestWhileNATSIsAwayNobodyIsDropped(t *testing.T) {
	t.Parallel()
	m := startMesh(t)
	m.backend("catalog", "catalog-1")
	m.backend("catalog", "catalog-2")
	client := m.client("catalog")
	client.reaches(5*time.Second, "catalog-1", "catalog-2")

	m.nats.Stop()
	client.keepsReaching(6*time.Second, "catalog-1", "catalog-2")
	client.reaches(time.Second, "catalog-1", "catalog-2")
	m.nats.Start()
	client.keepsReaching(6*time.Second, "catalog-1", "catalog-2")
	client.reaches(time.Second, "catalog-1", "catalog-2")

	m.backend("catalog", "catalog-3")
	client.reaches(3*time.Second, "catalog-1", "catalog-2", "catalog-3")
}

func TestCallsGoOnWhileDiscoveryRestarts(t *testing.T) {
	t.Parallel()
	m := newMesh(t)
	stop := m.startDiscovery()
	m.backend("catalog", "catalog-1")
	m.backend("catalog", "catalog-2")
	client := m.client("catalog")
	client.reaches(5*time.Second, "catalog-1", "catalog-2")

	stop()
	client.keepsReaching(time.Second, "catalog-1", "catalog-2")
	m.startDiscovery()
	client.keepsReaching(4*time.Second, "catalog-1", "catalog-2")
	m.backend("catalog", "catalog-3")
	client.reaches(5*time.Second, "catalog-1", "catalog-2", "catalog-3")
	// Somebody who has cached nothing gets all of them from the new discovery.
	m.client("catalog").reaches(5*time.Second, "catalog-1", "catalog-2", "catalog-3")
}

func TestDiscoveryAndNATSThatLostEverythingTogetherStopNoCaller(t *testing.T) {
	t.Parallel()
	m := newMesh(t)
	stop := m.startDiscovery()
	m.backend("catalog", "catalog-1")
	m.backend("catalog", "catalog-2")
	client := m.client("catalog")
	client.reaches(5*time.Second, "catalog-1", "catalog-2")

	stop()
	m.nats.Stop()
	m.nats.Erase()
	m.nats.Start()
	m.startDiscovery()
	if first := m.firstAnswer("catalog"); len(first) != 2 {
		t.Fatalf("the first answer of the new discovery has %d of two endpoints", len(first))
	}
	client.keepsReaching(3*time.Second, "catalog-1", "catalog-2")
	client.reaches(time.Second, "catalog-1", "catalog-2")
}
