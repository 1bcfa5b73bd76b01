package io.github.redisqueues.benchmarks;

import java.util.Map;
import java.util.Set;

/**
 * Commands that the server has executed since its start, without INFO.
 *
 * @param fromClients commands that clients sent
 * @param all the same including commands of scripts
 */
record ServerCalls(long fromClients, long all) {

	/**
	 * Commands that no script calls: all calls come from clients.
	 */
	private static final Set<String> FROM_CLIENTS = Set.of("evalsha", "eval", "script|load", "script", "subscribe",
			"psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe", "ping", "hello", "client",
			"client|setinfo", "client|setname", "auth", "select");

	static ServerCalls count(Workbench workbench) {
		long fromClients = 0;
		long all = 0;
		for (Map.Entry<String, String> command : workbench.info("commandstats").entrySet()) {
			String name = command.getKey().substring("cmdstat_".length());
			String calls = command.getValue();
			long count = Long.parseLong(calls.substring("calls=".length(), calls.indexOf(',')));
			if (!name.equals("info")) {
				all += count;
			}
			if (FROM_CLIENTS.contains(name)) {
				fromClients += count;
			}
		}
		return new ServerCalls(fromClients, all);
	}

}
