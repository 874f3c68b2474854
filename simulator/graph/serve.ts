import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { GraphDouble } from './graph.ts'

/** Serves a double of Graph alone, on loopback. */
export async function serveGraph({ router }: GraphDouble): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(express().use(router)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
