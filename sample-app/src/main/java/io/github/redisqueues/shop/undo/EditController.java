package io.github.redisqueues.shop.undo;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/edits")
class EditController {

	private final StockRoom stockRoom;

	EditController(StockRoom stockRoom) {
		this.stockRoom = stockRoom;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Edit apply(@RequestBody Edit edit) {
		this.stockRoom.apply(edit);
		return edit;
	}

	@DeleteMapping("/last")
	Edit undoNewest() {
		return this.stockRoom.undoNewest()
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is nothing to undo"));
	}

}
