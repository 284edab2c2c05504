"""The words of an EIDO: its members and the registries that Tocsin writes from.

NENA-STA-021.1: an EIDO's objects are open, so a misspelt member validates. What
is written is held against these names; what is read is compared with them, and
what is unknown is kept and named.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROLOGUE: Final = _words(
    "$id lastUpdateTimeStamp updatedByAgencyReference updatedByAgentReference"
    " AlternateValueReferences externalInformationSourceReferences mediaReferences"
)
"""The members that each component begins with."""

DOCUMENT: Final = _words(
    "eidoVersion eidoExtensionId issuingElementIdentification mergeComponent linkComponent"
    " incidentComponent callComponent callbackComponent dispatchComponent notesComponent"
    " emergencyResourceComponent alarmsSensorsComponent agencyComponent agentComponent"
    " additionalDataComponent locationComponent personComponent vehicleComponent"
    " cautionComponent mediaComponent sharedCommunicationResourceComponent"
    " externalInformationSourceComponent @context"
)
"""The members of the document besides those."""

MEMBERS: Final = {
    "mergeComponent": _words("incidentTrackingIdentifier incidentMergeDirectionCode"),
    "linkComponent": _words(
        "incidentTrackingIdentifier transactionReasonText involvedAgencyReference linkDirectionCode"
    ),
    "incidentComponent": _words(
        "incidentTypeInternalCode incidentTypeInternalText incidentTypeCommonRegistryText"
        " incidentStatusInternalText incidentStatusCommonRegistryText internalIncidentId"
        " agentReference locationReference personReference organizationReference"
        " vehicleReference documentIdentification reportNumberType"
        " incidentPriorityInternalText incidentCommonPriorityNumber"
        " beatOrDispatchGroupText dispositionComponent notesReference"
    ),
    "callComponent": _words(
        "relatedCallIdentifier queueIdentifier standardPrimaryCallType"
        " standardSecondaryCallType localCallType direction priorityIdentifier"
        " additionalDataReference callStartTimestamp answerDate callStateRegistryText"
        " agentReference callBackReference verstat sipIdentity locationReference"
        " notesReference personReference organizationReference agencyReference"
    ),
    "callbackComponent": _words("callBackInformationUri deviceContactHeader updatedCbn"),
    "dispatchComponent": _words(
        "agencyReference agentReference emergencyResourceReference notesReference"
    ),
    "notesComponent": _words("notesActionComments agentReference cautionReference"),
    "emergencyResourceComponent": _words(
        "emergencyResourceTypeCommonRegistryText emergencyResourceTypeInternalText"
        " resourceAttributeRegistryText resourceAttributeInternalText"
        " emergencyResourceName primaryUnitStatusRegistryText"
        " secondaryUnitStatusRegistryText notesReference unitStatusInternal agentReference"
        " unitLocationReference unitDestinationReference eta personReference"
        " vehicleReference itemReference activeOnIncidentId stackedOnIncidentId"
    ),
    "alarmsSensorsComponent": _words("csaaAlarmInformation alarmUrl agentReference notesReference"),
    "agencyComponent": _words(
        "agencyJcard agencyRoleDescriptionRegistryText agencyType notesReference"
        " incidentOwningAgencyIndicator actingOnBehalfOfAgencyReference agencyCallLegState"
    ),
    "agentComponent": _words(
        "agentJcard agentWorkstationPositionIdentification agentRoleRegistryText"
        " agencyReference notesReference agentCallLegState"
    ),
    "additionalDataComponent": _words(
        "additionalDataByReferenceUrl additionalDataByValue"
        " additionalDataDereferencedFromReference urlPurpose notesReference"
        " cautionReference"
    ),
    "locationComponent": _words(
        "locationTypeDescriptionRegistryText locationByValue locationByReferenceUrl"
        " locationDereferencedFromReference locationDescriptionText crossStreetByValue"
        " crossStreetByReferenceUrl intersectingStreetByValue"
        " intersectingStreetByReferenceUrl cellTowerSectorId additionalDataReference"
        " localIdentifier notesReference"
    ),
    "personComponent": _words(
        "ncPersonComponent personIncidentRoleRegistryText callIdentifier"
        " locationReference destinationReference eta notesReference"
        " additionalDataReference callBackReference personCallLegState itemReference"
    ),
    "vehicleComponent": _words(
        "ncVehicleComponent vehicleRelationshipType vehicleRelationshipTimeStamp"
        " additionalDataReference locationReference destinationReference eta"
        " notesReference jCommercialVehicleComponent itemReference"
    ),
    "cautionComponent": _words(
        "cautionTypeInternalText cautionTypeCommonRegistryText"
        " cautionTypeCommonSubRegistryText cautionSeverity cautionSource startDate"
    ),
    "mediaComponent": _words("uri contentType label"),
    "sharedCommunicationResourceComponent": _words(
        "sharedCommunicationResourceType sharedCommunicationResourceByReferenceUrl"
        " sharedCommunicationResourceByValue connectedSharedCommunicationResources"
        " notesReference"
    ),
    "externalInformationSourceComponent": _words(
        "externalSourceRegistryText externalSourceAcessString"
    ),
}
"""The members of each component besides the prologue."""

INCIDENT_TYPES: Final = _words(
    "911H 911OPN ABDOM ABDUCTF ABDUCTNF ABUSE ACCIND ACTSHOOT ADMIN AIR AIRINC ALIEN"
    " ALLERGIC ALMA ALMB ALMH ALMR ALRBA ALRBOX ALRBS ALRCO ALRCO2 ALRDEFIB ALRF ALRGAS"
    " ALRHEAT ALRKPAD ALRMED ALRNGAS ALRPANA ALRPANS ALRPROPN ALRPULL ALRROBA ALRROBS ALRU"
    " ALRVEH ALRWTR ALS ANIMAL ASSAULT ASSIST ATL BACK BARICADE BIO BITE BLDCLPSE BLEEDING"
    " BLS BOMB BRGCLPSE BURGLARY BURN CARDIAC CARJACK CDX CHEMICAL CHESPAIN CHOKE CITASST"
    " CIVDIS CIVIL CNTRFT COURT CRIMPS CRIMTRAF CRWD CU1 CU2 CU3 CURFEW CUST DEATH DEATHNTF"
    " DIABETIC DISORD DISVEH DMPX DROWN DRUGPAR DRUGS DUI DVA DVNA EDP ELEC ELECHZD ELUDING"
    " ENTRAP ESCAPE EXPLOS EXPOSURE EXTORT EYE FAIRC FALL FAM FAPT FARSON FAS FASX FBRUSH"
    " FELEC FFUEL FIGHT FIREWRKS FMARINE FORCENTR FOTHER FRAUD FREPORT FSMOKE FSTRU FTRAILER"
    " FTRAIN FTRASH FTRUCK FUNK FVEH GASLEAK GASLEAKI GASLEAKO HARR HATE HAZ HAZMAT HEADACHE"
    " HEMRG HLP1 HLP2 HOLD HOMICIDE HOSTAGE IMP INDECENT INFO INTERNET INTOX INVEST JUV"
    " LARCENY LIQUOR MAJORINC MAYDAY MCI MISBOATR MISCON MNTL MTLV MVA MVAHR MVAINJY MVAUNK"
    " MVCP NCIC NCRASLTWF NCRCPRF NCRELEV NCRFACTR NCRMUAIDF NCRNDE NCRNONE NCRTASKFORCE"
    " NCRTESTF NCRTRANS NEGLECT NOISE NONEMERG OD ODOR OPEN ORDERV PANDEMIC PARKING PERFND PERMISS"
    " PERSUSP PERUNCON PERWANT PHANDLE PREG PROPFND PROPLOST PROPSTLN PROW PUBWKS PURSUIT"
    " RADIAT RECKDRV REPO RESCUE RESIST RESP RESPARR ROBBERY RUNAWAY SAR SCH SCRM SEIZURE"
    " SEXOFFNS SHOOT SHOPLIFT SICK SLMP SMOKING SOL STABBING STDBY STKX STROKE SUBJSTP"
    " SUICIDE SUICTHRT SUSP TERROR THAZ THREATS TOW TRAIN TRAINDRL TRANSFER TRAUMA TRAUMAP"
    " TRESPASS TROUBLE TRUANT TSTOP VAG VANDAL VEHABND VEHASST VEHLOCK VEHREC VEHSTLN"
    " VEHSUSP VICE WARRANT WATER WEAPON WELFARE WILDLIFE WIRES XTRICATE"
)
"""Common incident types (EIDO-IncidentType-Common, from APCO ANS 2.103.2-2019)."""

INCIDENT_STATUSES: Final = _words(
    "Active Cancelled Closed FireUnderControl NewLocation ReOpened ResourcesAssigned"
    " ResourcesEnroute ResourcesOnscene StructureCleared"
)
"""EIDO-IncidentStatus-Common."""

PERSON_ROLES: Final = _words(
    "InvolvedPerson Caller Patient PatientAcquaintance PatientRelative PersonOfInterest"
    " ReportingParty Suspect Victim VictimAcquaintance VictimRelative Witness"
)
"""EIDO-PersonRole."""

VEHICLE_RELATIONS: Final = _words(
    "AccidentVehicle InvolvedVehicle SuspectVehicle VictimVehicle WitnessVehicle ResponseVehicle"
)
"""EIDO-VehicleRelationshipType."""

LOCATION_TYPES: Final = _words(
    "RoutingLocation Caller CurrentIncident InitialIncident Investigation Other Staging"
    " TowerLocation UnitLocation"
)
"""EIDO-LocationType."""

LINK_DIRECTIONS: Final = _words("PARENT CHILD RELATED UNLINK")
"""How another incident belongs to this one."""

SEVERITIES: Final = _words("highest high normal low lowest")
"""How serious a caution is."""

DESCRIPTION_MAX: Final = 4_000
"""So many characters a description of a person, a vehicle or a caution may have."""
