// A HashiCorp Vault of only what the tests want: the core, its HTTP handler, two engines and the
// methods of authentication that keyplate knows. Vault's own program holds every plugin and takes
// several times as long to build.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
	jwt "github.com/hashicorp/vault-plugin-auth-jwt"
	kubernetes "github.com/hashicorp/vault-plugin-auth-kubernetes"
	kv "github.com/hashicorp/vault-plugin-secrets-kv"
	"github.com/hashicorp/vault/builtin/credential/approle"
	aws "github.com/hashicorp/vault/builtin/credential/aws"
	"github.com/hashicorp/vault/builtin/credential/cert"
	"github.com/hashicorp/vault/builtin/credential/ldap"
	"github.com/hashicorp/vault/builtin/credential/userpass"
	vaulthttp "github.com/hashicorp/vault/http"
	"github.com/hashicorp/vault/internalshared/configutil"
	"github.com/hashicorp/vault/sdk/helper/consts"
	"github.com/hashicorp/vault/sdk/logical"
	"github.com/hashicorp/vault/sdk/physical/file"
	"github.com/hashicorp/vault/vault"
)

var methods = map[string]logical.Factory{
	"approle":    approle.Factory,
	"aws":        aws.Factory,
	"cert":       cert.Factory,
	"jwt":        jwt.Factory,
	"kubernetes": kubernetes.Factory,
	"ldap":       ldap.Factory,
	"userpass":   userpass.Factory,
}

var engines = map[string]logical.Factory{
	"kv": kv.Factory,
}

// registry tells Vault's catalogue that what is linked in is all there is.
type registry struct{}

func (registry) of(kind consts.PluginType) map[string]logical.Factory {
	switch kind {
	case consts.PluginTypeCredential:
		return methods
	case consts.PluginTypeSecrets:
		return engines
	}
	return nil
}

func (r registry) Contains(name string, kind consts.PluginType) bool {
	_, found := r.of(kind)[name]
	return found
}

func (r registry) Get(name string, kind consts.PluginType) (func() (interface{}, error), bool) {
	factory, found := r.of(kind)[name]
	return func() (interface{}, error) { return factory, nil }, found
}

func (r registry) Keys(kind consts.PluginType) []string {
	var names []string
	for name := range r.of(kind) {
		names = append(names, name)
	}
	return names
}

func (r registry) DeprecationStatus(name string, kind consts.PluginType) (consts.DeprecationStatus, bool) {
	return consts.Supported, r.Contains(name, kind)
}

func (registry) IsBuiltinEntPlugin(string, consts.PluginType) bool { return false }

func must(err error) {
	if err != nil {
		hclog.Default().Error(err.Error())
		os.Exit(1)
	}
}

func main() {
	address := flag.String("address", "127.0.0.1:8200", "where to listen")
	certificate := flag.String("certificate", "", "the server's PEM file")
	key := flag.String("key", "", "its key's PEM file")
	authority := flag.String("authority", "", "what client certificates are checked with, where they are given")
	storage := flag.String("storage", "", "the folder that outlives a restart")
	flag.Parse()

	logger := hclog.New(&hclog.LoggerOptions{Name: "vault", Level: hclog.Info})
	backend, err := file.NewFileBackend(map[string]string{"path": *storage}, logger)
	must(err)
	core, err := vault.NewCore(&vault.CoreConfig{
		Physical:           backend,
		StorageType:        "file",
		RedirectAddr:       "https://" + *address,
		LogicalBackends:    engines,
		CredentialBackends: methods,
		BuiltinRegistry:    registry{},
		DisableMlock:       true,
		Logger:             logger,
		MaxLeaseTTL:        24 * time.Hour,
		DefaultLeaseTTL:    time.Hour,
	})
	must(err)

	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	must(err)
	pem, err := os.ReadFile(*authority)
	must(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	plain, err := net.Listen("tcp", *address)
	must(err)
	listener := tls.NewListener(plain, &tls.Config{
		Certificates: []tls.Certificate{pair},
		ClientAuth:   tls.RequestClientCert,
		ClientCAs:    roots,
		NextProtos:   []string{"h2", "http/1.1"},
		MinVersion:   tls.VersionTLS12,
	})
	server := &http.Server{
		Handler: vaulthttp.Handler.Handler(&vault.HandlerProperties{
			Core:           core,
			ListenerConfig: &configutil.Listener{Address: *address, MaxRequestSize: vaulthttp.DefaultMaxRequestSize},
		}),
		ReadHeaderTimeout: 10 * time.Second,
	}
	must(server.Serve(listener))
}
