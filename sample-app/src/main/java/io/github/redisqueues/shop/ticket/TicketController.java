package io.github.redisqueues.shop.ticket;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TicketController {

	private final TicketDesk desk;

	TicketController(TicketDesk desk) {
		this.desk = desk;
	}

	@PostMapping("/tickets")
	@ResponseStatus(HttpStatus.ACCEPTED)
	Accepted open(@RequestBody Ticket ticket) {
		return new Accepted(this.desk.open(ticket));
	}

	record Accepted(String id) {

	}

}
