"""English words whose forms have no stem in common: any of them finds all.

Left out are those of which another meaning is common in news of a war, for stems cannot be told
apart: ground (earth; grind), wound (injury; wind), bound (towards; bind), bore and bear (guns,
births), lay and lie (untruths), lit (of little weight; light), tore (gas), sprang (a season), bit
(a little; bite), lives (live fire; life), built (buildings are everywhere), meant (by all means),
bases (of troops; basis); and what nearly all texts have: be, do, have. Kept are left, found, saw,
rose, led, felt and spoke: where news write them, they mostly are forms of leave, find, see, rise,
lead, feel and speak, and whoever asks for `"left bank"` as a phrase finds that alone.
"""

from functools import cache

from app.text.analyser import stem_of

FORMS = """
arise arose arisen
beat beaten
become became
begin began begun
bend bent
bleed bled
blow blew blown
break broke broken
bring brought
burn burnt
buy bought
catch caught
choose chose chosen
come came
deal dealt
dig dug
draw drew drawn
drive drove driven
eat ate eaten
fall fell fallen
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten
give gave given
go goes went gone
grow grew grown
hang hung
hear heard
hide hid hidden
hold held
keep kept
kneel knelt
know knew known
lead led
leave left
lend lent
lose lost
make made
meet met
mislead misled
overcome overcame
oversee oversaw overseen
overtake overtook overtaken
overthrow overthrew overthrown
pay paid
prove proven
rebuild rebuilt
repay repaid
retake retook retaken
ride rode ridden
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shoot shot
show shown
shrink shrank shrunk
sink sank sunk
sit sat
slay slew slain
sleep slept
speak spoke spoken
spend spent
stand stood
steal stole stolen
stick stuck
strike struck stricken
strive strove striven
swear swore sworn
sweep swept
swing swung
take took taken
teach taught
tell told
think thought
throw threw thrown
undergo underwent undergone
understand understood
undertake undertook undertaken
uphold upheld
wear wore worn
weep wept
win won
withdraw withdrew withdrawn
withhold withheld
withstand withstood
write wrote written

child children
man men
woman women
airman airmen
businessman businessmen
congressman congressmen
crewman crewmen
fisherman fishermen
gunman gunmen
infantryman infantrymen
militiaman militiamen
policeman policemen
rifleman riflemen
serviceman servicemen
servicewoman servicewomen
spokesman spokesmen
spokeswoman spokeswomen
crisis crises
foot feet
memorandum memoranda
referendum referenda
tooth teeth
wife wives
"""
"""A word and its other forms a line. Regular endings are the stemmer's, but for goes."""


def kin_english(stem: str) -> tuple[str, ...]:
    """Return the stems of the other forms of the word that has an English stem."""
    return _kin().get(stem, ())


@cache
def _kin() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in FORMS.split("\n"):
        stems = list(dict.fromkeys(stem_of(form, "en") for form in line.split()))
        for stem in stems:
            found[stem] = tuple(each for each in stems if each != stem)
    return found
