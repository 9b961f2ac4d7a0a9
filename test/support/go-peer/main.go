// A service in Go that keeps its sessions as Hertz services do: gorilla/sessions over boj/redistore with its JSON
// serializer, of which the store of hertz-contrib/sessions is a copy. It answers the same routes as the replicas
// of migrating-replica.ts.
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/boj/redistore"
	"github.com/gorilla/sessions"
)

const name = "HERTZ-SESSION"

// keyPairs reads hash and block keys from hexadecimal texts with commas between; an empty one is nil.
func keyPairs() [][]byte {
	var keys [][]byte
	for _, text := range strings.Split(os.Getenv("KEY_PAIRS"), ",") {
		key, err := hex.DecodeString(text)
		must(err)
		if len(key) == 0 {
			key = nil
		}
		keys = append(keys, key)
	}
	return keys
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	store, err := redistore.NewRediStore(10, "tcp", os.Getenv("REDIS_ADDRESS"), "", keyPairs()...)
	must(err)
	store.SetSerializer(redistore.JSONSerializer{})

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		session, err := store.Get(r, name)
		if err != nil {
			w.Header().Set("X-Session-Error", "refused")
		}
		values := session.Values
		parts := strings.Split(r.URL.Path, "/")
		switch parts[1] {
		case "login":
			values["user"] = parts[2]
		case "set":
			values[parts[2]] = "here"
		case "flash":
			session.AddFlash(parts[2])
		case "flashes":
			values = map[interface{}]interface{}{"flashes": session.Flashes()}
		case "logout":
			session.Options.MaxAge = -1
		}
		if parts[1] != "" {
			must(sessions.Save(r, w))
		}
		answer(w, values)
	})

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Println(listener.Addr().String())
	must(http.Serve(listener, nil))
}

func answer(w http.ResponseWriter, values map[interface{}]interface{}) {
	texts := map[string]interface{}{}
	for key, value := range values {
		texts[key.(string)] = value
	}
	must(json.NewEncoder(w).Encode(texts))
}
