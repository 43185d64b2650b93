from db.queries.participants import participants
from graph.loaders.kinds import NounLoaders, in_batch


class ParticipantLoaders(NounLoaders):
    """Loads the staff who are assigned to a class in a batch."""

    counsellors = in_batch(participants.counsellors, "of_batch", "of_class")
    head_teachers = in_batch(participants.head_teachers, "of_batch", "of_class")
    previous_counsellors = in_batch(participants.previous_counsellors, "of_batch", "of_class")
    previous_head_teachers = in_batch(participants.previous_head_teachers, "of_batch", "of_class")
