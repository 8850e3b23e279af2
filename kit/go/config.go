// Package kit is what every Go service of the mesh stands on: configuration, serving, calling, events and storage.
// Its files carry the same nouns as kit/typescript, one concept each.
package kit

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
)

// Config is what a process learns from its environment. The runner, Kubernetes and the tests set the same names.
type Config struct {
	Service              string     // the mesh name, e.g. "shipping"
	Instance             string     // INSTANCE_ID, unique among all running processes
	Host                 string     // HOST, the address to bind
	AdvertiseHost        string     // ADVERTISE_HOST, the address others reach this process at
	Port                 int        // PORT of gRPC; 0 takes a free one
	AdminPort            int        // ADMIN_PORT of /metrics and /healthz; 0 takes a free one
	NATSURL              string     // NATS_URL
	DatabaseURL          string     // DATABASE_URL, a role that reads and writes rows
	MigrationDatabaseURL string     // MIGRATION_DATABASE_URL, the role that owns the tables
	Target               string     // MESH_TARGET, a gRPC target in which {service} stands for the mesh name
	LogLevel             slog.Level // LOG_LEVEL
}

// LoadConfig reads the environment and names the variable that is wrong, if one is.
func LoadConfig(service string) (Config, error) {
	cfg := Config{
		Service:     service,
		Instance:    fromEnv("INSTANCE_ID", service+"-"+randomHex(4)),
		Host:        fromEnv("HOST", "127.0.0.1"),
		NATSURL:     fromEnv("NATS_URL", "nats://127.0.0.1:4222"),
		DatabaseURL: os.Getenv("DATABASE_URL"),
		Target:      fromEnv("MESH_TARGET", "xds:///{service}"),
	}
	cfg.MigrationDatabaseURL = fromEnv("MIGRATION_DATABASE_URL", cfg.DatabaseURL)
	if err := cfg.LogLevel.UnmarshalText([]byte(fromEnv("LOG_LEVEL", "info"))); err != nil {
		return cfg, fmt.Errorf("LOG_LEVEL must be debug, info, warn or error: %w", err)
	}
	var err error
	if cfg.Port, err = portFromEnv("PORT"); err != nil {
		return cfg, err
	}
	if cfg.AdminPort, err = portFromEnv("ADMIN_PORT"); err != nil {
		return cfg, err
	}
	if cfg.AdvertiseHost, err = advertiseHost(cfg.Host); err != nil {
		return cfg, err
	}
	return cfg, nil
}

// advertiseHost is the bound address, except that "all addresses" cannot be dialled: then the machine's own address stands for
// it. xDS clients take addresses only, no names.
func advertiseHost(host string) (string, error) {
	if advertised := os.Getenv("ADVERTISE_HOST"); advertised != "" {
		return advertised, nil
	}
	if host != "0.0.0.0" && host != "::" {
		return host, nil
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "", fmt.Errorf("HOST is %s and the machine's addresses cannot be read; set ADVERTISE_HOST: %w", host, err)
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && !network.IP.IsLoopback() && network.IP.To4() != nil {
			return network.IP.String(), nil
		}
	}
	return "", fmt.Errorf("HOST is %s and the machine has no IPv4 address of its own; set ADVERTISE_HOST", host)
}

func portFromEnv(name string) (int, error) {
	port, err := strconv.Atoi(fromEnv(name, "0"))
	if err != nil || port < 0 || port > 65535 {
		return 0, fmt.Errorf("%s must be a port from 0 to 65535, not %q", name, os.Getenv(name))
	}
	return port, nil
}

func fromEnv(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	_, _ = rand.Read(buffer) // Documented never to fail: it ends the process instead.
	return hex.EncodeToString(buffer)
}
