package io.github.redisqueues.shop.report;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockInfo;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class LockController {

	private final DistributedLocks locks;

	LockController(DistributedLocks locks) {
		this.locks = locks;
	}

	@GetMapping("/locks/{name}")
	LockInfo inspect(@PathVariable String name) {
		return this.locks.inspect(name)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "nobody holds '" + name + "'"));
	}

	@GetMapping("/locks/{name}/{key}")
	LockInfo inspect(@PathVariable String name, @PathVariable String key) {
		return this.locks.inspect(name, key)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND,
					"nobody holds '" + key + "' of '" + name + "'"));
	}

}
