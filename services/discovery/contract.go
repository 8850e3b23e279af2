// Which services the mesh has, according to its contract: every package `meshmart.<domain>.v1` that defines a service.
package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

var domainPackage = regexp.MustCompile(`^meshmart\.([a-z0-9_]+)\.v[0-9]+$`)

// servicesOf lists the mesh names in the contract at path, a FileDescriptorSet, sorted.
func servicesOf(path string) ([]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("CONTRACT must be the path of gen/contract.binpb: %w", err)
	}
	var contract descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(content, &contract); err != nil {
		return nil, fmt.Errorf("CONTRACT %s is not a FileDescriptorSet; generate it again: %w", path, err)
	}
	var services []string
	for _, file := range contract.GetFile() {
		if match := domainPackage.FindStringSubmatch(file.GetPackage()); match != nil && len(file.GetService()) > 0 {
			services = append(services, match[1])
		}
	}
	slices.Sort(services)
	return slices.Compact(services), nil
}
